"""The one room that knows Backtrader: broker, feeds, order desk, recorder."""
