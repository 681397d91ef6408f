"""What the web server runs: the product's pages behind a reception that waits for slow senders."""

from xiaoxiang.machine.receiving import Reception
from xiaoxiang.web.wsgi import application

reception = Reception(application)
