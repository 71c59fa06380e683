"""A subscriber's own pages: rules, times, channels, what was sent; opened by a signed link, without a login."""

from tidings.web.mine import channels, log, overview, rules, settings

ROUTERS = (overview.router, rules.router, settings.router, channels.router, log.router)
