"""A market to the day: fetched series put behind the history that comes with the program, and the folder of markets
made so.
"""
