"""Statements as brokers write them, small enough to be looked at."""

FLEX = """\
<?xml version="1.0" encoding="UTF-8"?>
<FlexQueryResponse queryName="state" type="AF">
<FlexStatements count="1">
<FlexStatement accountId="U1234567" fromDate="20260701" toDate="20260710" period="LastMonth">
<AccountInformation accountId="U1234567" currency="USD" />
<CashReport>
<CashReportCurrency currency="BASE_SUMMARY" endingCash="30100" />
<CashReportCurrency currency="USD" endingCash="30000.5" />
</CashReport>
<OpenPositions>
<OpenPosition assetCategory="FUT" symbol="MESU6" underlyingSymbol="MES" expiry="20260918" multiplier="5" \
position="2" markPrice="6300" currency="USD" levelOfDetail="SUMMARY" />
<OpenPosition assetCategory="OPT" symbol="XSP   260918P00600000" underlyingSymbol="XSP" expiry="20260918" \
strike="600" putCall="P" multiplier="100" position="-1" markPrice="6.3" currency="USD" levelOfDetail="SUMMARY" />
<OpenPosition assetCategory="FUND" symbol="VMFXX" position="70000" positionValue="70000" currency="USD" />
</OpenPositions>
<Trades>
<Trade assetCategory="FUT" symbol="MESU6" underlyingSymbol="MES" expiry="20260918" multiplier="5" buySell="SELL" \
quantity="1" tradePrice="6290.25" ibCommission="-1.24" currency="USD" tradeDate="20260708" levelOfDetail="EXECUTION" />
</Trades>
</FlexStatement></FlexStatements></FlexQueryResponse>
"""
PLAIN = """\
date,kind,contract,side,size,price,commission,amount,currency
2026-07-10,cash,,,,,,30000.5,USD
2026-07-10,fund,VMFXX,,,,,70000,USD
2026-07-10,position,MESU26,buy,2,6300,,,USD
2026-07-08,trade,MESU6,sell,1,6290.25,1.24,,USD
"""
JAPANESE = """\
日付,区分,銘柄,限月,売買,数量,単価,手数料,金額
2026/07/10,証拠金,,,,,,,"3,000,000"
2026/07/10,MRF,MRF,,,,,,1000000
2026/07/10,建玉,日経225ミニ,26/09,買,2,40000,,
2026/07/10,建玉,日経225マイクロ先物,2026年9月限,売,3,40000,,
2026/07/08,約定,ミニ日経225先物,202609,買,1,39900,38.5,
"""
