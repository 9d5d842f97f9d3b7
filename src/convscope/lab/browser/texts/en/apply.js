// The texts of Apply in English. {name} is filled in.

export default {
  applyTitle: "Apply",
  applyLead: "Your network over a scene of any size: a class for every pixel, and how much there is of each.",
  applyNoScene: "For a scene of any size, a GeoTIFF or any large picture, open the lab with one:",
  picturesLead: "Give the network a picture. It stays on this machine.", picturesWorking: "the network is at work …", picturesBefore: "before", picturesAfter: "after", picturesSlide: "the line between before and after", picturesNothing: "Nothing was found.",
  picturesClasses: "The picture as it enters the network. Below, its classes by their share (softmax).", picturesPixels: "Right of the line each pixel has its class's colour; below, how much of the picture each class has.", picturesBoxes: "Right of the line what was found; below, how sure the network is of each.", picturesPainting: "Left of the line the picture, right of it what the network paints.",
  applyMap: "The scene with its labels: drag it, or use the arrow keys; plus and minus magnify, 0 shows all of it",
  applyOut: "smaller", applyIn: "larger", applyWhole: "whole", applyOne: "a pixel of the scene a pixel of the screen", applyOpacity: "labels",
  applyKeys: "Drag, wheel or pinch; arrow keys, + and −, 0 for the whole, 1 for pixel by pixel.",
  applyPoint: "Point at a pixel, or touch it.", applyPlace: "row {row}, column {column}", applyValues: "enters as {values}", applyNoData: "no data", applyNoLabel: "no label",
  applyScene: "Scene", applyFile: "file", applySize: "pixels", applyCrs: "placed by", applyNoCrs: "nothing: it has no georeference", applyOneBand: "Its first band is shown, grey.", applyThreeBands: "The first three of the {channels} bands that enter are shown as red, green and blue.",
  applyClasses: "Classes", applyClass: "class {label}", applyCounting: "counting … {share}", applyPixels: "{count} px", applyTotal: "In all {what}.", applyNodata: "{count} px without data.", applyAll: "all", applyNone: "none", applyNoArea: "Areas are not known: the scene has no georeference.", applyCounted: "Areas are measured on the ellipsoid, pixel counts times pixel area: what the network takes for a class, not what is there.",
  applyWork: "Labels", applyBegin: "segment the scene", applyAnew: "segment it again", applyAgain: "try again", applyGoOn: "go on", applyStop: "stop", applyPreparing: "preparing …", applyDone: "{done} of {total} tiles", applyLeft: "{time} left", applyWriting: "writing the file", applyStopped: "Stopped at {done} of {total} tiles, which are kept.", applySave: "save the labels", applySeconds: "{count} s", applyMinutes: "{count} min", applyHours: "{count} h",
  applyLabelsAre: "In {file}.", applyLabelsHere: "In {file}, until the lab ends: save it.", applyLabelsWill: "There are none yet; they will be written to {file}.", applyLabelsNone: "There are none yet.",
}; // prettier-ignore
