// The part of the probe that runs in the technician's page. It looks at the video as a person would, frame by frame,
// and reads the bench screen that a measured device shows. Coordinates are those of its 720×1600 layout.
(() => {
  const peers = [];
  const NativePeer = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends NativePeer {
    constructor(...args) {
      super(...args);
      peers.push(this);
    }

    // On a bad link the browser is led to the relay instead of the server's own port.
    setRemoteDescription(description) {
      const relay = window.benchRelay;
      if (!relay) return super.setRemoteDescription(description);
      const sdp = description.sdp
        .split("\r\n")
        .filter((line) => !/^a=candidate:.* tcp /i.test(line))
        .map((line) => (line.startsWith("a=candidate:") ? line.replace(` ${relay.from} typ`, ` ${relay.to} typ`) : line))
        .join("\r\n");
      return super.setRemoteDescription({ type: description.type, sdp });
    }
  };

  let clickedAt = 0;
  let pressedAt = 0;
  addEventListener("click", (e) => (clickedAt = e.timeStamp), true);
  addEventListener("pointerdown", (e) => (pressedAt = e.timeStamp), true);

  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const shown = () => document.querySelector("[data-testid=viewer-video]");
  const wall = (time) => performance.timeOrigin + time;
  const distance = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);

  /** Paints a part of the frame, in layout coordinates, and answers a reader of its pixels. */
  function look(video, x0, y0, x1, y1) {
    const sx = video.videoWidth / 720;
    const sy = video.videoHeight / 1600;
    const w = Math.max(1, Math.round((x1 - x0) * sx));
    const h = Math.max(1, Math.round((y1 - y0) * sy));
    if (canvas.width < w || canvas.height < h) Object.assign(canvas, { width: Math.max(canvas.width, w), height: Math.max(canvas.height, h) });
    pen.drawImage(video, Math.round(x0 * sx), Math.round(y0 * sy), w, h, 0, 0, w, h);
    const { data } = pen.getImageData(0, 0, w, h);
    return (x, y) => {
      const at = 4 * (Math.min(h - 1, Math.floor((y - y0) * sy)) * w + Math.min(w - 1, Math.floor((x - x0) * sx)));
      return [data[at], data[at + 1], data[at + 2], data[at + 3]];
    };
  }

  const paper = [255, 250, 220];
  const tapSpot = [360, 700, 368, 708];

  /** The color of the tap area. */
  const tapColor = (video) => look(video, ...tapSpot)(tapSpot[0] + 4, tapSpot[1] + 4);

  /** The time in the strip, the low 30 bits of unix milliseconds; null when no strip is there. */
  function stripTime(video) {
    const at = look(video, 8, 176, 712, 184);
    const cell = (i) => at(8 + 22 * i + 11, 180);
    if (distance(cell(0), [255, 0, 255]) > 120 || distance(cell(1), [0, 255, 255]) > 120) return null;
    let time = 0;
    for (let i = 2; i < 32; i++) time = time * 2 + (cell(i)[1] > 128 ? 1 : 0);
    return time;
  }

  /** True when every part of the bench screen is painted: head, strip, tap area, and text down to the last line. */
  function isWhole(video) {
    if (video.videoWidth === 0 || stripTime(video) === null) return false;
    const at = look(video, 0, 0, 720, 1600);
    for (let y = 230; y < 800; y += 55) for (let x = 10; x < 720; x += 100) if (distance(at(x, y), at(360, 500)) > 60) return false;
    for (let y = 805; y < 1600; y += 34) {
      let light = 0;
      for (let x = 2; x < 720; x += 4) if (distance(at(x, y), paper) < 60) light++;
      if (light < 45) return false; // a quarter of the line; letters cover less than that
    }
    return distance(at(20, 130), paper) < 60 && distance(at(700, 130), paper) < 60;
  }

  /** Calls see for each frame that the video shows, with the time on the page's clock, until it answers true. */
  function eachFrame(within, see) {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => stop(() => reject(new Error(`nothing seen within ${within} ms`))), within);
      let over = false;
      const stop = (then) => {
        over = true;
        clearTimeout(late);
        then();
      };
      const frame = () => {
        if (over) return;
        const seen = performance.now();
        const video = shown();
        try {
          if (video && see(video, seen)) stop(() => resolve(seen));
          else video?.requestVideoFrameCallback(frame);
        } catch (error) {
          stop(() => reject(error));
        }
      };
      const wait = () => {
        if (over) return;
        const video = shown();
        if (video) video.requestVideoFrameCallback(frame);
        else requestAnimationFrame(wait);
      };
      wait();
    });
  }

  let armed = Promise.resolve();
  const arm = (promise) => {
    armed = promise;
    armed.catch(() => {}); // whoever asks for the result is told
  };

  window.bench = {
    /** Waits for the press of Start and then for the whole screen; milliseconds between them, and where each stage ended. */
    armStart() {
      performance.clearResourceTimings();
      let first = 0; // the first frame, whole or not
      const whole = eachFrame(20_000, (video, seen) => {
        first ||= seen;
        return isWhole(video);
      });
      arm(
        whole.then((seen) => {
          const request = (end) => performance.getEntriesByType("resource").find(({ name }) => new URL(name).pathname.endsWith(end));
          const made = request("/sessions");
          const view = request("/view");
          return { took: seen - clickedAt, ended: [made.responseEnd, view.startTime, view.responseEnd, first, seen].map((at) => at - clickedAt) };
        }),
      );
    },
    /** Waits for the press of the pointer and then for another color of the tap area. */
    armTap() {
      const before = tapColor(shown());
      pressedAt = 0;
      arm(
        eachFrame(15_000, (video) => pressedAt > 0 && distance(tapColor(video), before) > 60).then((seen) => ({
          took: seen - pressedAt,
          pressed: wall(pressedAt),
          seen: wall(seen),
        })),
      );
    },
    armed: () => armed,
    /** The pictures that were shown in a time, told apart by their strip, and how old each was when it was shown. */
    async frames(during) {
      const began = performance.now();
      const strips = new Set();
      const ages = [];
      await eachFrame(during + 5_000, (video, seen) => {
        const strip = stripTime(video);
        if (strip !== null && !strips.has(strip)) {
          strips.add(strip);
          ages.push((Math.floor(wall(seen)) % 2 ** 30) - strip);
        }
        return seen - began >= during;
      });
      return { perSecond: (strips.size * 1000) / (performance.now() - began), ages };
    },
    /** Bytes that the open connection has received so far, headers of UDP and IP not counted. */
    async received() {
      const open = peers.filter((p) => p.connectionState === "connected").at(-1);
      for (const report of (await open.getStats()).values()) if (report.type === "transport") return report.bytesReceived;
      throw new Error("the browser has no statistics of the transport");
    },
    /** When (unix ms) a frame was shown on a connection that did not exist before. */
    async nextConnection(within) {
      const known = peers.length;
      const seen = await eachFrame(within, () => peers.length > known && peers.at(-1).connectionState === "connected");
      return wall(seen);
    },
  };
})();
