"""What stands against a training, or cannot be shown of one, in sentences that the page has in Chinese, too."""

from convscope.saying import Words

WORDS = Words(
    not_offered="{what} is not offered, and this lab is served to others",
    fix_offered="choose one of {names}",
    fix_offered_network="choose one of {names}; by path or library only a lab of one's own machine takes them",
    not_trained="{network} is a shipped file: it cannot be trained",
    fix_not_trained="name the network it is of",
    not_here="{data} is not on this machine",
    fix_not_here="convscope train {data} downloads it",
    no_folder="there is no folder {data} on the machine that serves the lab",
    fix_no_folder="give the path of a folder of pictures, a folder a class",
    no_rate="a learning rate of {rate} came",
    fix_rate="give a number above 0",
    no_run="there is no run {name} in {folder}",
    fix_no_run="choose one of the list",
    not_going="{name} cannot go on: it is done, or has no checkpoint",
    fix_not_going="train it anew",
    by_another="{name} is being trained by another process",
    fix_by_another="wait for it",
    not_kept="of epoch {epoch} no weights were kept",
    fix_not_kept="choose another one",
)
