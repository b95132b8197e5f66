"""Rules that a person can add and check: the files of an installation, their lint, their examples.

An installation's folder has the layout of the shipped files:

    rankings/*.yaml              rules of rankings             rankings/examples/*.yaml
    rankings/heads.yaml          nouns that can be ranked
    figures/words.yaml           words around figures          figures/examples/*.yaml
    partners/words.yaml          words of trade                partners/examples/*.yaml
    registries/{regions,countries,districts,ratings}.yaml

docs/rules.md tells how to write them.
"""
