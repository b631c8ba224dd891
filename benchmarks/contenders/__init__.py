"""Whole systems from raw paragraphs to topics, each as its users would write it, all over the same split.

Each runs in a process of its own, pinned to one core, under a Python that need not have this project installed: a
contender imports the standard library, its own library and jieba, nothing else.
"""
