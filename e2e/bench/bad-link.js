import { createSocket } from "node:dgram";
import { connect, createServer } from "node:net";

// Between the browser and the server: each way takes half of the round trip, and media loses packets. Chromium talks
// to the relay's ports, and the relay to the server's; the simulated phones keep their clean link.

/** Opens both relays to a server's port. */
export async function badLink(port, { roundTrip, loss }) {
  const media = await relayUDP(port, roundTrip / 2, loss);
  const http = await relayTCP(port, roundTrip / 2);
  return {
    mediaPort: media.port,
    url: `http://127.0.0.1:${http.port}`,
    close: () => Promise.all([media.close(), http.close()]),
  };
}

/** Packets over UDP, delayed and lost at random. Each of the browser's ports has one of its own towards the server. */
async function relayUDP(port, delay, loss) {
  const front = await bound(createSocket("udp4"));
  const backs = new Map();
  let open = true;
  const later = (send) => Math.random() >= loss && setTimeout(() => open && send(), delay);
  const backOf = (client) => {
    let back = backs.get(client.port);
    if (!back) {
      back = createSocket("udp4");
      back.on("message", (packet) => later(() => front.send(packet, client.port, client.address)));
      back.on("error", () => {}); // the server is away for now
      backs.set(client.port, back);
    }
    return back;
  };
  front.on("message", (packet, client) => later(() => backOf(client).send(packet, port, "127.0.0.1")));
  return {
    port: front.address().port,
    close() {
      open = false;
      for (const socket of [front, ...backs.values()]) socket.close();
    },
  };
}

const bound = (socket) => new Promise((resolve) => socket.bind(0, "127.0.0.1", () => resolve(socket)));

/** A stream over TCP, delayed. It loses nothing: what TCP does about a loss cannot be played from outside it. */
async function relayTCP(port, delay) {
  const pairs = new Set();
  const pass = (from, to) => {
    from.on("data", (data) => setTimeout(() => to.writable && to.write(data), delay));
    from.on("close", () => setTimeout(() => to.destroy(), delay));
    from.on("error", () => {}); // close follows
  };
  const server = createServer({ noDelay: true }, (browser) => {
    const upstream = connect({ port, host: "127.0.0.1", noDelay: true });
    for (const socket of [browser, upstream]) {
      pairs.add(socket);
      socket.on("close", () => pairs.delete(socket));
    }
    pass(browser, upstream);
    pass(upstream, browser);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: server.address().port,
    close() {
      for (const socket of pairs) socket.destroy();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
