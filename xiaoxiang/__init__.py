"""小巷管家 / Xiaoxiang: the operating system of a county's neighbourhood self-government."""
