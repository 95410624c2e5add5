"""The one room of `engine` that knows Backtrader: broker, feeds, order desk, recorder, the run itself."""
