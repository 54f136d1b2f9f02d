/** Leaves the console for a page elsewhere. Anything but a web address is refused: it came from outside. */
export const leave = {
  to(address: string) {
    const { protocol, href } = new URL(address, location.href);
    if (protocol === "https:" || protocol === "http:") location.assign(href);
  },
};
