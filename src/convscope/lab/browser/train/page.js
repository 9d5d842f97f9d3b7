// Train: a network learns while one watches.

function mount() {
  document.documentElement.dataset.settled = "yes";
  return { read() {}, dress() {}, same: () => ({ command: "convscope train digits --model lenet5", python: "import convscope as cs\nrun = cs.train('digits', model='lenet5')" }) };
}

export default { name: "train", title: "trainTitle", lead: "trainLead", mount };
