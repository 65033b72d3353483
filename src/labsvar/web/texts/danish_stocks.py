"""The Danish texts of the page about stocks of sample numbers."""

from __future__ import annotations

from typing import Final

DANISH_STOCKS: Final[dict[str, str]] = {
    "right.see_number_stocks": "Se laboratoriernes lagre af prøvenumre",
    "nav.stocks": "Nummerlagre",
    "stocks": "Lagre af prøvenumre",
    "stocks_text": "Hvor længe hvert laboratoriums numre rækker, som det selv har meldt. Det, der først løber "
    "tør, står øverst.",
    "stocks_none": "Intet laboratorium har meldt sit lager.",
    "stocks_silent": "Har ikke meldt:",
    "stock_weeks": "Uger tilbage",
    "stock_dry": "Løber tør",
    "stock_usable": "Brugbare numre",
    "stock_per_day": "{count} om dagen",
    "stock_last_draw": "Sidste træk",
    "stock_reported": "Meldt",
    "stock_alert.early": "Lavt",
    "stock_alert.soon": "Snart tomt",
    "stock_alert.dry": "Tomt",
    "shares": "Nationale numre efter kilde",
    "shares_text": "Prøvenumre i de breve, der er gemt i de sidste {days} dage; hvert nummer tælles én gang. En "
    "kilde må kun sende til modtagere, der alene tager nationale numre, når alle dens numre er det.",
    "shares_only": "Sådanne modtagere:",
    "shares_none": "Ingen breve i perioden.",
    "share_national": "Nationale",
    "share_of": "{national} af {numbers}",
    "share_others": "Andre",
    "share_counts": "{failed} fejler kontrollen, {laboratory} er laboratoriets egne, {unknown} er ukendte",
    "share_may": "Må sende dertil",
    "share_yes": "Ja",
    "share_no": "Nej",
}
