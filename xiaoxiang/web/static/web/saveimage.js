// saveimage.js: the receipt as a picture for the phone's album, drawn from the words on the page.
// Where a browser cannot save files (some chat apps), the picture is shown, to be kept with a long press.
const WIDTH = 720;
const MARGIN = 48;
const CLOSING = "，。、；：？）》”";

function wrapped(pen, text, room) {
  const lines = [""];
  for (const sign of text) {
    const last = lines[lines.length - 1] + sign;
    const mayBreak = lines[lines.length - 1] && !CLOSING.includes(sign);
    if (mayBreak && pen.measureText(last).width > room) lines.push(sign);
    else lines[lines.length - 1] = last;
  }
  return lines;
}

function parts(slip) {
  const words = (one) => one.textContent.replace(/\s+/g, " ").trim();
  const found = [];
  for (const one of slip.querySelectorAll("h1, p, dl > div")) {
    if (one.matches("h1")) found.push({ size: 56, bold: true, text: words(one.querySelector("strong") || one), centre: true });
    else if (one.matches("div")) found.push({ size: 28, text: `${words(one.children[0])}：${words(one.children[1])}` });
    else found.push({ size: one.matches(".soft") ? 24 : 30, soft: one.matches(".soft"), text: words(one) });
  }
  found.push({ size: 22, soft: true, text: location.href });
  return found;
}

function draw(slip) {
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d");
  const face = (part) => `${part.bold ? "700 " : ""}${part.size}px ${getComputedStyle(document.body).fontFamily}`;
  const rows = [];
  let height = MARGIN;
  for (const part of parts(slip)) {
    pen.font = face(part);
    for (const line of wrapped(pen, part.text, WIDTH - 2 * MARGIN)) {
      height += part.size * 1.5;
      rows.push({ ...part, line, at: height });
    }
    height += 14;
  }
  canvas.width = WIDTH;
  canvas.height = Math.ceil(height + MARGIN);
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.strokeStyle = "#08393c";
  pen.lineWidth = 4;
  pen.strokeRect(16, 16, canvas.width - 32, canvas.height - 32);
  for (const row of rows) {
    pen.font = face(row);
    pen.fillStyle = row.soft ? "#4a5a5e" : "#17252a";
    pen.textAlign = row.centre ? "center" : "left";
    pen.fillText(row.line, row.centre ? WIDTH / 2 : MARGIN, row.at);
  }
  return canvas;
}

function keep(button, slip) {
  draw(slip).toBlob((blob) => {
    const url = URL.createObjectURL(blob);
    const picture = new Image();
    picture.src = url;
    picture.alt = button.dataset.alt || "";
    picture.className = "kept";
    document.querySelector("img.kept")?.remove();
    button.parentElement.after(picture);
    if (!navigator.userAgent.includes("MicroMessenger")) {
      const link = document.createElement("a");
      link.href = url;
      link.download = button.dataset.saveImage || "receipt.png";
      link.click();
    }
    picture.scrollIntoView({ block: "nearest" });
  });
}

for (const button of document.querySelectorAll("[data-save-image]")) {
  const slip = document.querySelector("[data-slip]");
  if (!slip) continue;
  button.hidden = false;
  button.addEventListener("click", () => keep(button, slip));
}
