"""The journal is append-only by the database's own means."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION door_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'insufficient_privilege';
END;
$$;
CREATE TRIGGER door_entry_append_only BEFORE UPDATE OR DELETE ON door_entry
    FOR EACH STATEMENT EXECUTE FUNCTION door_append_only();
CREATE TRIGGER door_head_append_only BEFORE UPDATE OR DELETE ON door_head
    FOR EACH STATEMENT EXECUTE FUNCTION door_append_only();
CREATE FUNCTION door_tip_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.height <> OLD.height + 1 THEN
        RAISE EXCEPTION 'a chain only grows' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER door_tip_grows BEFORE UPDATE OR DELETE ON door_tip FOR EACH ROW EXECUTE FUNCTION door_tip_grows();
CREATE TRIGGER door_content_kept BEFORE UPDATE ON door_content
    FOR EACH STATEMENT EXECUTE FUNCTION door_append_only();
CREATE TRIGGER door_entry_never_emptied BEFORE TRUNCATE ON door_entry
    FOR EACH STATEMENT EXECUTE FUNCTION door_append_only();
CREATE TRIGGER door_head_never_emptied BEFORE TRUNCATE ON door_head
    FOR EACH STATEMENT EXECUTE FUNCTION door_append_only();
CREATE TRIGGER door_content_never_emptied BEFORE TRUNCATE ON door_content
    FOR EACH STATEMENT EXECUTE FUNCTION door_append_only();
"""

BACKWARD = """
DROP TRIGGER door_content_never_emptied ON door_content;
DROP TRIGGER door_head_never_emptied ON door_head;
DROP TRIGGER door_entry_never_emptied ON door_entry;
DROP TRIGGER door_content_kept ON door_content;
DROP TRIGGER door_tip_grows ON door_tip;
DROP TRIGGER door_head_append_only ON door_head;
DROP TRIGGER door_entry_append_only ON door_entry;
DROP FUNCTION door_tip_grows();
DROP FUNCTION door_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("door", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
