import { beforeEach, describe, expect, it } from "vitest";
import { dropTicket, keepTicket, keptTicket, takeCodeFromAddress } from "./ticket";

beforeEach(() => {
  sessionStorage.clear();
  history.replaceState(null, "", "/share/");
});

describe("a code", () => {
  it("is taken out of the address", () => {
    history.replaceState(null, "", "/share/#123456789");
    expect(takeCodeFromAddress()).toBe("123456789");
    expect(location.href).not.toContain("123456789");
  });

  it("that is broken is taken out of the address too", () => {
    history.replaceState(null, "", "/share/#%E0%A4%A");
    expect(takeCodeFromAddress()).toBe("");
    expect(location.hash).toBe("");
  });
});

describe("a ticket", () => {
  const ticket = { device_id: "dev_1", token: "t", session_id: "ses_1", technician_name: "Yuki", reason: "Mail" };

  it("survives a reload", () => {
    keepTicket(ticket);
    expect(keptTicket()).toEqual(ticket);
    dropTicket();
    expect(keptTicket()).toBeNull();
  });

  it.each(["", "{", "null", "[]", '{"device_id":1,"token":"t","session_id":"s"}', '{"token":"t"}'])("is none when storage holds %o", (junk) => {
    sessionStorage.setItem("haw:guest", junk);
    expect(keptTicket()).toBeNull();
  });
});
