// The texts of Learn in English. {name} is filled in.

export default {
  learnTitle: "Learn",
  learnLead: "Every claim of the course, what is measured, and the verdict. The figures are live.",
  contents: "Contents", previousLesson: "previous", nextLesson: "next", fullScreen: "full screen", openIn: "open in Convolve",
  noteSays: "The notes say", claimNumber: "Claim {number}", verdictTrue: "true", verdictConditional: "conditional", verdictFalse: "false",
  noSame: "This page has no figure on screen.",
  tableLayer: "layer", tableOperator: "operator", tableKernel: "kernel", tableStride: "stride", tablePadding: "padding", tableOutput: "output", tableParameters: "parameters", tableMacs: "MACs", tableField: "receptive field", tableInput: "{network}, input {input}",
}; // prettier-ignore
