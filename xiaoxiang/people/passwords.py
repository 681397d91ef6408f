"""Passwords: argon2 set for two small cores, and words of the place refused (ASVS 6.2.11)."""

from typing import Any

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LOCAL_WORDS = ("xiaoxiang", "gutian", "guanjia", "shequ", "jiedao", "350922", "小巷", "管家", "古田")


class Argon2(Argon2PasswordHasher):
    """RFC 9106's second recommendation scaled to 19 MiB: about 25 ms on a small machine (OWASP's floor)."""

    time_cost = 2
    memory_cost = 19456
    parallelism = 1


class LocalWordsValidator:
    """Refuses passwords built on a word that everybody here would try first."""

    def validate(self, password: str, user: Any = None) -> None:
        small = password.lower()
        rest = small
        for word in LOCAL_WORDS:
            rest = rest.replace(word, "")
        if rest != small and len(rest) < 8:
            raise ValidationError(_("换一个：里面的地名、单位名谁都猜得到。"), code="local_words")

    def get_help_text(self) -> str:
        return _("不少于 8 个字，不用地名、单位名和常见密码。")
