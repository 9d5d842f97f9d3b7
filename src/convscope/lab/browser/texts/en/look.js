// The texts of Look in English. {name} is filled in.

export default {
  lookTitle: "Look",
  lookLead: "What the network makes of a picture: every layer's maps, down to one unit's sum and its products.",
  lookNetwork: "Network map: a column a layer, the most active maps first", lookNetworkShort: "network", lookWhere: "where you are", lookUnitShort: "unit {unit}",
  lookBegin: "Press a map: the unit's sum opens. Press a layer's name: all its maps.", lookEscape: "Escape goes one step back out.",
  lookHover: "Point at a map: lines lead to the maps that feed it, as thick as what they add; orange adds, blue takes away.",
  lookFed: "{layer}, unit {unit}{place}: {value}; {count} lines: what each map shown adds to it, orange up, blue down.", lookFedNone: "{layer}, unit {unit}{place}: {value}; the maps that feed it are not among those shown.", lookFedHidden: "{layer}, unit {unit}{place}: {value}; its own map is not among the most active ones shown, so no lines lead to it.", lookPointed: "{layer}, unit {unit}{place}: {value}",
  lookTile: "{layer}, unit {unit}, at most {most}", lookMore: "{count} more", lookMoreShort: "+ {count}", lookRanked: "{count} maps, by the mean of their magnitudes, on one scale.", lookBefore: "before", lookNext: "next",
  lookMain: "main layers", lookAll: "all layers", lookLayers: "{count} of {of}", lookHidden: "{count} of its {of} layers have no column: they give rows of numbers, such as a transformer's tokens, of which it is not known which axis is the units'. What is shown are maps, and numbers without a place.", lookEntered: "What entered: {size}", lookPicture: "the picture", lookUntrained: "Its weights are random: it was never trained.",
  lookUnit: "Unit {unit} of {of} of {layer}", lookAt: "at {place}: {value}", lookValue: "value {value}", lookClick: "Press a place of the map to open its sum there.", lookWhole: "A number without a place: it stands for the whole picture.",
  lookMap: "Its map.", lookEvery: "One of {step} rows and columns is drawn.", lookSees: "Outlined: the pixels it can see, rows {rows}, columns {columns}.", lookSeesUnknown: "Which pixels it can see is not known.",
  lookSum: "Its sum", lookSumOf: "{layer} adds up {count} products of what it reads in {source}; press a channel for its products.", lookLargestOf: "{layer} takes the largest of {count} numbers of {source}.", lookIsLargest: "the largest: {total}",
  lookPasses: "{operator} makes it of these numbers at the same place; press one to go there.", lookNoSum: "A unit of {operator} is no sum of products.", lookTorch: "PyTorch has {value}",
  lookChannel: "channel {channel}", lookOthers: "{count} others", lookBias: "bias", lookReads: "what it reads", lookKernel: "kernel", lookProducts: "products", lookOutside: "(beyond the border)", lookTooMany: "{rows} × {columns} numbers: too many to write out; its sum is above.",
  lookBeside: "Beside the unit", lookBesideChoose: "Choose a unit first.", lookWorking: "working",
  lookWayDeconvnet: "deconvnet", "lookWayGrad-cam": "Grad-CAM", lookWayMaximisation: "maximisation", "lookWayTop-patches": "top patches",
  "lookWayDepth-column": "depth column", "lookToldDepth-column": "What all units of this layer say of this one place.",
  lookWayOnnx: "ONNX beside", lookToldOnnx: "What PyTorch answers, what the ONNX file of the page Ship answers, and the difference. Once both were compared layer by layer on Ship, the unit says how far its layer is apart.", lookApart: "On Ship's pictures of random pixels the ONNX file's {layer} is off PyTorch by at most {largest}, a share of {relative} of its largest number.",
  lookToldDeconvnet: "What in the picture drives the unit, projected back (Zeiler and Fergus 2014).", "lookToldGrad-cam": "Where the likeliest class looks in this layer (Selvaraju et al. 2017).", lookToldMaximisation: "A picture made from noise that the unit answers most to.", "lookToldTop-patches": "The pieces of scikit-learn's digits that excite the unit most.",
}; // prettier-ignore
