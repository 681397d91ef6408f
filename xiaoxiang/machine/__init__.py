"""What runs the product on one computer: its database, its server, its worker, its command line."""
