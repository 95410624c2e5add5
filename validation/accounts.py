"""The accounts that pages set side by side: one of each kind. Brokers by name are on docs/brokers.md."""

ACCOUNTS = ("us_fcm_tbill", "cme_ief2", "retail_cash_margin", "jp_retail_futures")
