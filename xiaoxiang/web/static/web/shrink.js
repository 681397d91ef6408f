// shrink.js: photos are made small on the phone, which also drops their place and camera marks.
// Whatever fails, the original is sent and the server shrinks it.
const LONG_SIDE = 1600;
const ENOUGH = 300 * 1024;

function drawn(image, side) {
  const scale = Math.min(1, side / Math.max(image.width, image.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(image.width * scale);
  canvas.height = Math.round(image.height * scale);
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas;
}

function jpeg(canvas, quality) {
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
}

async function small(file) {
  if (!file.type.startsWith("image/")) return file;
  try {
    const image = await createImageBitmap(file, { imageOrientation: "from-image" });
    for (const [side, quality] of [[LONG_SIDE, 0.8], [LONG_SIDE, 0.6], [1280, 0.6], [1024, 0.5]]) {
      const blob = await jpeg(drawn(image, side), quality);
      if (blob && (blob.size <= ENOUGH || side === 1024)) {
        return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
      }
    }
  } catch {
    return file;
  }
  return file;
}

function told(field, files) {
  const words = document.getElementById(field.dataset.shrink);
  if (!words) return;
  const size = files.reduce((sum, file) => sum + file.size, 0);
  words.textContent = files.length
    ? words.dataset.words.replace("{count}", files.length).replace("{size}", Math.max(1, Math.round(size / 1024)))
    : "";
}

async function shrink(field) {
  const most = Number(field.dataset.most || 3);
  const chosen = [...field.files].slice(0, most);
  const button = field.form && field.form.querySelector("button:not([type=button])");
  if (button) button.disabled = true;
  try {
    const files = await Promise.all(chosen.map(small));
    const box = new DataTransfer();
    for (const file of files) box.items.add(file);
    field.files = box.files;
    told(field, files);
  } catch {
    told(field, chosen);
  } finally {
    if (button) button.disabled = false;
    field.dispatchEvent(new Event("input", { bubbles: true }));  // a draft keeps the small ones
  }
}

for (const field of document.querySelectorAll("input[type=file][data-shrink]")) {
  field.addEventListener("change", () => shrink(field));
}
