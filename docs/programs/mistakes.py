# mistakes.py: which files of the test part are answered wrongly, the surest mistakes first
import convscope as cs

run = cs.open_run("runs/mine")
for one in cs.look.mistakes(run, cs.load_dataset("photos")):
    print(f"{one.path}: labelled {one.label}, answered {one.answer} ({one.share:.0%})")
