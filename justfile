# Tasks of a developer; `just` lists them. `.ci/run` runs the same ones from a fresh copy.

bin := ".venv/bin"

# List the tasks.
default:
    @just --list

# Make the environment with everything a developer needs.
setup:
    python3 -m venv .venv
    {{bin}}/pip install -q -e ".[dev]"

# Judge the package in this folder.
validate *ARGUMENTS:
    {{bin}}/cnnic-validate {{ARGUMENTS}}

# Run the tests.
test *ARGUMENTS:
    {{bin}}/python -m pytest -q -n auto {{ARGUMENTS}}

# Run the tests and show what they do not reach.
coverage:
    {{bin}}/python -m pytest -q -n auto --cov --cov-report=term-missing:skip-covered

# Format the code.
format:
    {{bin}}/ruff format .

# Check style, types, layers and data.
check:
    {{bin}}/ruff check .
    {{bin}}/ruff format --check .
    {{bin}}/mypy
    {{bin}}/lint-imports
    {{bin}}/python scripts/build_data.py --check
    {{bin}}/python scripts/seed_labels.py --check

# Write data/ again from the vendored tables and the reviewed mapping.
data:
    {{bin}}/python scripts/build_data.py
    {{bin}}/python scripts/seed_labels.py

# Write into the README what its tour prints now.
readme:
    {{bin}}/python scripts/readme_tour.py

# Do what continuous integration does.
ci:
    .ci/run
