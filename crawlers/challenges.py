"""Pages that guard a site: a script must run, a picture be solved. They are named, never taken for articles."""

from __future__ import annotations

import re
from collections.abc import Mapping

MAX_BYTES = 60_000  # a challenge is short; an article may well quote one
_MARKS = (
    ("Cloudflare", rb"cdn-cgi/challenge-platform|<title>Just a moment\.\.\.|cf-browser-verification|cf_chl_opt"),
    ("Cloudflare", rb"<title>Attention Required! \| Cloudflare"),
    ("Ruishu", rb"\$_ts\s*=\s*window\['\$_ts'\]|\$_ts\.cd\s*=|_\$jsvmprt"),
    ("Incapsula", rb"_Incapsula_Resource|Incapsula incident ID"),
    ("DataDome", rb"geo\.captcha-delivery\.com|captcha-delivery\.com/c\.js"),
    ("PerimeterX", rb"px-captcha|window\._pxAppId"),
    ("AWS WAF", rb"awsWafCookieDomainList|challenge\.js\" defer|token\.awswaf\.com"),
    ("Akamai", rb"<TITLE>Access Denied</TITLE>[\s\S]{0,400}(?:Reference\s*(?:#|&#35;))|/_sec/cp_challenge"),
    ("the FDA's firewall", rb"<title>\s*FDA Apology"),
    (
        "a script check",
        rb"(?i)please enable (?:javascript and cookies|js and disable any ad blocker)|checking your browser before",
    ),
    ("Aliyun", rb"aliyun_waf_|acw_sc__v2|punish\?x5secdata"),
)
_PATTERNS = [(name, re.compile(pattern)) for name, pattern in _MARKS]
_CHINESE = re.compile(r"<title>\s*(?:安全验证|访问验证|人机验证|滑动验证|请完成验证|验证码|百度安全验证)")


def find_challenge(status: int, headers: Mapping[str, str], body: bytes) -> str:
    """Whose challenge an answer is, or nothing."""
    if headers.get("cf-mitigated") == "challenge":
        return "Cloudflare"
    if headers.get("x-amzn-waf-action") in {"challenge", "captcha"}:
        return "AWS WAF"
    if len(body) > MAX_BYTES:
        return ""
    for name, pattern in _PATTERNS:
        if pattern.search(body):
            return name
    if _CHINESE.search(body[:4000].decode("utf-8", "ignore")) or _CHINESE.search(body[:4000].decode("gb18030", "ignore")):
        return "a picture check"
    return "Ruishu" if status == 412 and b"<script" in body else ""
