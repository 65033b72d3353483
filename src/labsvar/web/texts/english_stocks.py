"""The English texts of the page about stocks of sample numbers."""

from __future__ import annotations

from typing import Final

ENGLISH_STOCKS: Final[dict[str, str]] = {
    "right.see_number_stocks": "See laboratories' stocks of sample numbers",
    "nav.stocks": "Number stocks",
    "stocks": "Stocks of sample numbers",
    "stocks_text": "How long each laboratory's numbers last, as it has reported itself. The one that runs dry first "
    "stands at the top.",
    "stocks_none": "No laboratory has reported its stock.",
    "stocks_silent": "Have not reported:",
    "stock_weeks": "Weeks left",
    "stock_dry": "Runs dry",
    "stock_usable": "Usable numbers",
    "stock_per_day": "{count} a day",
    "stock_last_draw": "Last draw",
    "stock_reported": "Reported",
    "stock_alert.early": "Low",
    "stock_alert.soon": "Soon dry",
    "stock_alert.dry": "Dry",
    "shares": "National numbers by source",
    "shares_text": "Sample numbers of the letters stored in the last {days} days; each number is counted once. A "
    "source may send to receivers that take national numbers only when all of its numbers are.",
    "shares_only": "Such receivers:",
    "shares_none": "No letters in the period.",
    "share_national": "National",
    "share_of": "{national} of {numbers}",
    "share_others": "Others",
    "share_counts": "{failed} fail the check, {laboratory} are the laboratory's own, {unknown} are unknown",
    "share_may": "May send there",
    "share_yes": "Yes",
    "share_no": "No",
}
