import { channelControl, channelMoves } from "./wire";

/** What happens on one connection to the media server. */
export interface PeerEvents {
  /** The control channel is open: messages go both ways. */
  opened: () => void;
  message: (data: unknown) => void;
  track: (stream: MediaStream) => void;
  /** This connection will not work any more. */
  failed: () => void;
}

/** One connection of a technician to a session's room: receives the picture, and has both channels. */
export class Peer {
  private readonly connection: RTCPeerConnection;
  private readonly control: RTCDataChannel;
  private readonly moves: RTCDataChannel;
  private events: PeerEvents | null = null;
  private readonly made: Promise<string>;

  constructor() {
    const connection = new RTCPeerConnection();
    this.connection = connection;
    const { receiver } = connection.addTransceiver("video", { direction: "recvonly" });
    // Show each frame as soon as it is there: this is a remote control, not a film.
    if ("jitterBufferTarget" in receiver) receiver.jitterBufferTarget = 0;
    this.control = connection.createDataChannel(channelControl, { ordered: true });
    this.moves = connection.createDataChannel(channelMoves, { ordered: false, maxRetransmits: 0 });
    connection.addEventListener("track", (e) => this.events?.track(e.streams[0] ?? new MediaStream([e.track])));
    connection.addEventListener("connectionstatechange", () => {
      if (connection.connectionState === "failed" || connection.connectionState === "closed") this.fail();
    });
    this.control.addEventListener("open", () => this.events?.opened());
    this.control.addEventListener("message", (e) => this.events?.message(e.data));
    this.control.addEventListener("close", () => this.fail());
    this.made = this.makeOffer();
    this.made.catch(() => {}); // whoever asks for the offer is told
  }

  /**
   * The offer, ready to be sent. It does not wait for our own candidates: the server has an address, and learns ours
   * from the first packet (RFC 8445 §7.3.1.3).
   */
  offer(events: PeerEvents): Promise<string> {
    this.events = events;
    return this.made;
  }

  async accept(answer: string) {
    await this.connection.setRemoteDescription({ type: "answer", sdp: answer });
  }

  sendControl(message: string): boolean {
    return send(this.control, message);
  }

  sendMove(message: string): boolean {
    // A move that waits in a buffer is late: a newer one follows.
    return this.moves.bufferedAmount < 4096 && send(this.moves, message);
  }

  stats(): Promise<RTCStatsReport> {
    return this.connection.getStats();
  }

  close() {
    this.events = null;
    this.connection.close();
  }

  private async makeOffer(): Promise<string> {
    await this.connection.setLocalDescription();
    const sdp = this.connection.localDescription?.sdp;
    if (!sdp) throw new Error("the browser made no offer");
    return sdp;
  }

  private fail() {
    this.events?.failed();
  }
}

function send(channel: RTCDataChannel, message: string): boolean {
  if (channel.readyState !== "open") return false;
  channel.send(message);
  return true;
}
