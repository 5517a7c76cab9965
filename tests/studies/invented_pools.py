"""Invented pools, whose truth is known."""

import numpy as np

from research.studies.pools import Pool


def make_pool(flip=0.1, shared=0.0):
    """60 documents of 20 sentences: some labels are wrong, and in documents of type y a share of all is called a."""
    generator = np.random.default_rng(0)
    gold = np.concatenate([generator.choice(3, 20, p=generator.dirichlet([1, 1, 1])) for _ in range(60)])
    kinds = tuple("xy"[number % 2] for number in range(60))
    found = np.where(generator.random(len(gold)) < flip, (gold + 1) % 3, gold)
    taken = np.repeat([shared * (kind == "y") for kind in kinds], 20)
    found = np.where(generator.random(len(gold)) < taken, 0, found)
    probabilities = np.eye(3)[found] * 0.85 + 0.05
    return Pool(gold, probabilities, np.arange(len(gold)) // 20, tuple(map(str, range(60))), kinds)
