"""What a plan must answer before anybody follows it: questions of the documents it comes from, answered with numbers of
the plan, its account, history and made-up paths.
"""
