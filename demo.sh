#!/bin/sh
# What `make demo` shows: papers in, cited answers and a cited draft out. DOCS adds a folder of your own papers.
set -eu
rapporteur() { .venv/bin/rapporteur "$@" --home "$HOME_DIR"; }
step() { printf '\n\033[1m%s\033[0m\n\n' "$1"; }

step "Reading the specimen papers${DOCS:+ and $DOCS}"
rapporteur ingest corpus/documents ${DOCS:+"$DOCS"}

if [ -n "$DOCS" ]; then
  step "Asked in English"
  rapporteur ask "What does Sweden propose with its stepping stones approach?"
  step "Asked in French"
  rapporteur ask "Quelle est la position des États-Unis sur les garanties de l'AIEA ?"
  step "Asked about something that nothing on file can answer"
  rapporteur ask "What is Brazil's position on naval nuclear propulsion?"
  step "A position paragraph on behalf of Sweden"
  rapporteur draft "stepping stones for reducing nuclear risks" --type position-paragraph --on-behalf-of Sweden --lang en
else
  step "Asked in English"
  rapporteur ask "How quickly should the naval hotline be answered?"
  step "A position paragraph on behalf of Averland"
  rapporteur draft "inspections and the number of inspectors" --type position-paragraph --on-behalf-of Averland --lang en
fi

printf '\nNext: make serve, then open http://127.0.0.1:8000/\n'
