// The texts of Draw in English. {name} is filled in.

export default {
  drawTitle: "Draw",
  drawLead: "Draw, and watch every layer of the network answer while you do.",
  drawPad: "Pad: draw with the pointer; with the tool move, or the arrow keys, the drawing is shifted", drawTools: "Tools",
  drawToolPen: "pen", drawToolEraser: "eraser", drawToolMove: "move", drawUndo: "undo", drawClear: "clear", drawPen: "pen", drawColour: "colour", drawSave: "save pictures",
  drawAnswer: "Answer", drawShares: "Softmax of the network's answers.", drawTop: "The {count} likeliest of {of} classes, by softmax.", drawScore: "score {score}", drawNumber: "It answers {value}", drawNoAnswer: "It answers with {shape} numbers, which are no classes.",
  drawPainting: "What it makes of the drawing, {size}", drawPixels: "Its class of each pixel, {size}", drawBoxes: "What it finds, {size}",
  drawTower: "Tower of layers: drag to turn, with shift to move, wheel to zoom; arrow keys, plus and minus, 0 for the view of the beginning", drawPicture: "the picture",
  drawPoint: "Point at a cell of the tower: its number, and all that it reads. Drag turns, the wheel zooms.", drawAtMap: "{layer}, map {map}, row {row}, column {column}", drawAt: "{layer}, row {row}, column {column}", drawAtCell: "{layer}, unit {cell}", drawAtPixel: "the picture, row {row}, column {column}", drawReads: "reads {pixels} of {of} pixels", drawUnknown: "what it reads is not known: {why}",
  drawEnters: "What enters the network", drawFormMnist: "like MNIST", drawFormDigits: "like scikit-learn's", drawFormDrawn: "as drawn",
  drawEntersMnist: "White on black, as MNIST was made: the ink cut out, 20 pixels on its longer side, its centre of mass in the middle of 28 × 28; that is brought to {size}.",
  drawEntersDigits: "White on black, as scikit-learn's digits were made: the ink cut out and filling the picture's longer side; that is brought to {size}.",
  drawEntersDrawn: "The whole pad, {pad}, brought to {size}.",
  drawBegin: "Begin with", drawBeginHelp: "The first stroke clears the pad.", drawSample: "begin with: {name}", drawPhoto: "a photograph",
  drawShift: "Shift", drawShiftHelp: "Move the drawing by the tool move or the arrow keys. It is moved after it was brought into its form, in pixels of what enters.", drawMoved: "{down} down, {across} right", drawShiftBack: "back to the middle", drawShiftMake: "map of all shifts", drawShiftWorking: "moving …", drawShiftMap: "How sure the class is at each shift; arrow keys move the drawing", drawShiftOf: "How sure {name} is at each shift, up to {reach} pixels each way. Click one to go there.", drawShiftStale: "Of an earlier drawing: how sure {name} was at each shift, up to {reach} pixels.",
  drawLayers: "Layers, from the picture up", drawMain: "the main ones", drawAll: "all", drawOf: "{count} of {of} layers are drawn.", drawReduced: "Large layers are drawn in part; each cell is a number of the network, none is a mean.", drawFirst: "the first {tiles} of {of} maps", drawEvery: "one of {step} rows and columns", drawAnd: ", ", drawMap: "map", drawRow: "row", drawColumn: "column", drawCell: "unit",
}; // prettier-ignore
