"""RQ at work: jobs, the schedule, the sweeper; the one place where the siblings meet in writing.

RQ runs the work and holds no truth: what is due stands in storage beside the data that makes
it due. A job takes ids, does one stage for a batch of them, and clears what it did; doing it
twice changes nothing.
"""
