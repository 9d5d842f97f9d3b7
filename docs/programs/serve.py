# serve.py: answers pictures that are sent to it; needs onnxruntime, numpy and pillow, not PyTorch
import io
import json
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

import numpy as np
import onnxruntime
from PIL import Image

session = onnxruntime.InferenceSession(sys.argv[1])
about = json.loads(session.get_modelmeta().custom_metadata_map["convscope"])
classes, contract = about["classes"], about["contract"]


class Answers(BaseHTTPRequestHandler):
    def do_POST(self):
        picture = Image.open(io.BytesIO(self.rfile.read(int(self.headers["Content-Length"]))))
        picture = picture.convert("L" if contract["channels"] == 1 else "RGB")
        picture = picture.resize((contract["width"], contract["height"]), Image.Resampling.BILINEAR)
        pixels = np.asarray(picture).reshape(1, contract["height"], contract["width"], -1)
        (scores,) = session.run(None, {"pictures": pixels})
        answer = json.dumps({"class": classes[int(scores[0].argmax())]}).encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(answer)


if __name__ == "__main__":
    HTTPServer(("127.0.0.1", int(sys.argv[2])), Answers).serve_forever()
