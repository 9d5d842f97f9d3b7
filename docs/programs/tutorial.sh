#!/bin/sh
# the commands of docs/tutorial.md, in their order
set -e
convscope data ants-bees
convscope train ants-bees --model pretrained --out runs/ants
convscope check runs/ants
convscope look runs/ants ant.jpg
convscope lab runs/ants --picture ant.jpg
convscope predict runs/ants new/ --confidence 0.9 --sheet sheet.png
convscope ship runs/ants --to onnx
convscope bench runs/ants
