/** Counts the frames that a video element shows. */
export class FrameCounter {
  private times: number[] = [];

  constructor(private readonly now: () => number) {}

  /** Counts until the returned function is called. onFirst is called at the first frame of each source. */
  watch(video: HTMLVideoElement, onFirst: () => void): () => void {
    if (typeof video.requestVideoFrameCallback !== "function") {
      video.addEventListener("playing", onFirst);
      return () => video.removeEventListener("playing", onFirst);
    }
    let handle = 0;
    let source: unknown;
    const shown = () => {
      if (video.srcObject !== source) {
        source = video.srcObject;
        onFirst();
      }
      this.count();
      handle = video.requestVideoFrameCallback(shown);
    };
    handle = video.requestVideoFrameCallback(shown);
    return () => {
      video.cancelVideoFrameCallback(handle);
      this.times = [];
    };
  }

  /** Frames in the last second. */
  perSecond(): number {
    this.forget();
    return this.times.length;
  }

  private count() {
    this.times.push(this.now());
    this.forget();
  }

  private forget() {
    const since = this.now() - 1_000;
    while (this.times[0] !== undefined && this.times[0] < since) this.times.shift();
  }
}
