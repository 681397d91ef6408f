"""The web: settings, addresses, base templates, the design system."""
