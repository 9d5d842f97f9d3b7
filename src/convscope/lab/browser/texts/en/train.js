// The texts of Train in English. {name} is filled in.

export default {
  trainTitle: "Train",
  trainLead: "A network learns while you watch: its curves, its kernels, what it still confuses.",
}; // prettier-ignore
