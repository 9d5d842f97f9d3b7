#!/bin/sh
# the commands of docs/how-to.md, in their order
set -e
convscope check net.py:Net
convscope train photos/ --model net.py:Net --out runs/mine
convscope train --resume runs/mine
convscope find-rate photos/ --model net.py:Net --steps 40
convscope train tags.csv --model 'net.py:Net(classes=3)' --out runs/tags
convscope predict runs/tags new/ --top 3
convscope train grey/ --model 'net.py:Net(channels=1)' --out runs/grey
convscope train bands/ --model 'net.py:Net(channels=6)' --out runs/bands
convscope train photos/ --model net.py:Net --out runs/balanced --set balance=sampling
convscope runs compare runs/mine runs/balanced --save both.html
convscope look net.py:Net new/0.png --weights w.pt --classes cat,dog --mean 0.5 --std 0.25 --resize stretch --save looked.html
convscope check net.py:Net --format github --fail-on warning
convscope check net.py:Net --format sarif --fail-on error
convscope ship runs/mine --to onnx --out mine.onnx
python serve.py mine.onnx 8000
convscope bench runs/mine --on torch,onnxruntime --batches 1 --save bench.png
convscope ship runs/mine --to int8 --max-drop 5 --out mine-int8.onnx
convscope doctor
convscope train photos/ --model net.py:Net --out runs/cpu --device cpu --threads 1 --tune off
