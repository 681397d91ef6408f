"""Counties founded before this room get the categories that new ones begin with."""

from django.db import migrations

FIRST = [("两代表一委员", True), ("离退休党员", True), ("流动党员", True), ("社会群体负责人", False), ("其他", False)]


def lay(apps, schema_editor):
    category = apps.get_model("talent", "TalentCategory")
    for county in apps.get_model("places", "County").objects.all():
        for position, (name, is_political) in enumerate(FIRST, 1):
            category.objects.create(county=county, name=name, is_political=is_political, position=position)


class Migration(migrations.Migration):
    dependencies = [("talent", "0001_initial")]
    operations = [migrations.RunPython(lay, migrations.RunPython.noop)]
