import { channelControl, channelMoves } from "./wire";

export interface PublisherEvents {
  /** The server receives the screen. */
  connected: () => void;
  /** This connection will not work any more. */
  lost: () => void;
}

const beatEvery = 1_000;
/** A connection that stutters this long, in milliseconds, is given up. */
const lostAfter = 3_000;
const connectWithin = 10_000;
/** Text stays readable, and a slow uplink is not filled. */
const bitsPerSecond = 2_500_000;
const framesPerSecond = 15;

/** One connection that carries a screen to the server, with what the server must know beside it. */
export class Publisher {
  private readonly connection = new RTCPeerConnection();
  private readonly control: RTCDataChannel;
  private readonly sender: RTCRtpSender;
  private beat: ReturnType<typeof setInterval> | undefined;
  private giveUp: ReturnType<typeof setTimeout> | undefined;
  private epoch = 0;
  private shape = "";
  private closed = false;

  constructor(
    stream: MediaStream,
    private readonly track: MediaStreamTrack,
    private readonly events: PublisherEvents,
  ) {
    const { connection } = this;
    const transceiver = connection.addTransceiver(track, {
      direction: "sendonly",
      streams: [stream],
      sendEncodings: [{ maxBitrate: bitsPerSecond, maxFramerate: framesPerSecond }],
    });
    this.sender = transceiver.sender;
    const vp8 = RTCRtpSender.getCapabilities("video")?.codecs.filter(({ mimeType }) => mimeType.toLowerCase() === "video/vp8");
    if (vp8?.length) transceiver.setCodecPreferences(vp8);
    this.control = connection.createDataChannel(channelControl, { ordered: true });
    connection.createDataChannel(channelMoves, { ordered: false, maxRetransmits: 0 });
    this.control.addEventListener("open", () => this.begin());
    this.control.addEventListener("close", () => this.lose());
    connection.addEventListener("connectionstatechange", () => this.changed());
    this.giveUp = setTimeout(() => this.lose(), connectWithin);
  }

  /** The offer; see Peer.offer on why it waits for nothing. */
  async offer(): Promise<string> {
    await this.connection.setLocalDescription();
    const sdp = this.connection.localDescription?.sdp;
    if (!sdp) throw new Error("the browser made no offer");
    return sdp;
  }

  async accept(answer: string) {
    await this.connection.setRemoteDescription({ type: "answer", sdp: answer });
    const wanted = this.sender.getParameters();
    // Text that was made smaller cannot be read; a lower rate of frames can.
    wanted.degradationPreference = "maintain-resolution";
    await this.sender.setParameters(wanted).catch(() => {}); // some browsers do not know it
  }

  /**
   * Lets the screen out or not. Without its track a sender sends nothing; a track that is only disabled would send
   * black, and a screen that stands still would stay black afterwards.
   */
  show(shown: boolean) {
    this.sender.replaceTrack(shown ? this.track : null).catch(() => {}); // only of a closed connection
  }

  close() {
    this.closed = true;
    clearInterval(this.beat);
    clearTimeout(this.giveUp);
    this.connection.close();
  }

  private begin() {
    clearTimeout(this.giveUp);
    this.tell({ t: "screen", screen: "on" });
    this.tellShape();
    this.beat = setInterval(() => void this.pulse(), beatEvery);
    void this.pulse();
    this.events.connected();
  }

  private async pulse() {
    this.tellShape();
    const stats = await this.sender.getStats().catch(() => null);
    let frame = 0;
    for (const entry of stats?.values() ?? []) if (entry.type === "outbound-rtp") frame = Number(entry.framesSent) || 0;
    this.tell({ t: "heartbeat", frame, at: Date.now() });
  }

  /** Tells the size of the frames when it is another than before: a shared window can be resized. */
  private tellShape() {
    const { width = 0, height = 0 } = this.track.getSettings();
    const shape = `${width}x${height}`;
    if (shape === this.shape || width < 1 || height < 1) return;
    this.shape = shape;
    this.epoch++;
    this.tell({ t: "geometry", epoch: this.epoch, width: Math.min(width, 8192), height: Math.min(height, 8192), rotation: 0 });
  }

  private tell(message: object) {
    if (this.control.readyState === "open") this.control.send(JSON.stringify(message));
  }

  private changed() {
    const { connectionState } = this.connection;
    if (connectionState === "failed" || connectionState === "closed") this.lose();
    if (connectionState === "disconnected") this.giveUp = setTimeout(() => this.lose(), lostAfter);
    if (connectionState === "connected" && this.control.readyState === "open") clearTimeout(this.giveUp);
  }

  private lose() {
    if (this.closed) return;
    this.close();
    this.events.lost();
  }
}
