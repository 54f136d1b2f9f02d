import { screen } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { FakeApi } from "@/test/FakeApi";
import { openConsole } from "@/test/openConsole";
import { aMe, aPerson, aProblem } from "@/test/things";

let api: FakeApi;
let signedIn: boolean;

beforeEach(() => {
  api = new FakeApi();
  signedIn = false;
  api.on("GET /me", () => (signedIn ? aMe() : aProblem({ code: "not_signed_in", status: 401 })));
  api.on("POST /sign-in", () => {
    signedIn = true;
    return aMe();
  });
  api.on("GET /sessions", () => ({ items: [] }));
});

describe("signing in", () => {
  it("leads back to where one was going", async () => {
    const { user, router } = openConsole("/history?open=true");
    await user.type(await screen.findByRole("textbox", { name: "E-mail" }), "mika@example.com");
    expect(screen.queryByText(/Your sign-in is over/)).toBeNull(); // there was none
    await user.type(screen.getByLabelText("Password"), "correct horse");
    await user.click(screen.getByRole("button", { name: "Sign in" }));
    expect(await screen.findByRole("heading", { name: "History" })).toBeDefined();
    expect(router.state.location.href).toBe("/history?open=true");
    expect(api.of("POST /sign-in")[0]?.body).toEqual({ email: "mika@example.com", password: "correct horse" });
  });

  it("says that e-mail or password is wrong and keeps the e-mail", async () => {
    api.on("POST /sign-in", () => aProblem({ code: "bad_credentials", status: 401 }));
    const { user } = openConsole("/sign-in");
    await user.type(await screen.findByRole("textbox", { name: "E-mail" }), "mika@example.com");
    await user.type(screen.getByLabelText("Password"), "wrong");
    await user.click(screen.getByRole("button", { name: "Sign in" }));
    expect((await screen.findByRole("alert")).textContent).toContain("E-mail or password is wrong.");
    expect(screen.getByRole("textbox", { name: "E-mail" })).toHaveProperty("value", "mika@example.com");
  });

  it("comes back after the sign-in ran out in the middle of work", async () => {
    signedIn = true;
    const { user, router, client } = openConsole("/history");
    await screen.findByRole("heading", { name: "History" });
    signedIn = false;
    api.on("GET /sessions", () => (signedIn ? { items: [] } : aProblem({ code: "not_signed_in", status: 401 })));
    await client.invalidateQueries({ queryKey: ["sessions"] });
    expect(await screen.findByText(/Your sign-in is over/)).toBeDefined();
    await user.type(screen.getByRole("textbox", { name: "E-mail" }), "mika@example.com");
    await user.type(screen.getByLabelText("Password"), "correct horse");
    await user.click(screen.getByRole("button", { name: "Sign in" }));
    await expect.poll(() => router.state.location.pathname).toBe("/history");
  });

  it("follows the language of the person", async () => {
    api.on("POST /sign-in", () => {
      signedIn = true;
      return aMe({ person: aPerson({ language: "ja" }) });
    });
    const { user } = openConsole("/sign-in?next=%2Fhistory");
    await user.type(await screen.findByRole("textbox", { name: "E-mail" }), "a@example.com");
    await user.type(screen.getByLabelText("Password"), "x");
    await user.click(screen.getByRole("button", { name: "Sign in" }));
    expect(await screen.findByRole("heading", { name: "履歴" })).toBeDefined();
    expect(document.documentElement.lang).toBe("ja");
  });
});

describe("the first set-up", () => {
  beforeEach(() => {
    api.on("GET /setup-state", () => ({ setup_needed: true, version: "test" }));
    api.on("GET /devices", () => ({ items: [] }));
    api.on("GET /devices/counts", () => ({ matching: 0, online: 0, in_session: 0 }));
    history.replaceState(null, "", "/welcome#one-time-token");
  });

  it("takes the token out of the address and makes the administrator", async () => {
    api.on("POST /setup", () => {
      signedIn = true;
      return aMe();
    });
    const { user, router } = openConsole("/welcome");
    await user.type(await screen.findByRole("textbox", { name: "Name" }), "Mika Sato");
    expect(location.hash).toBe("");
    await user.type(screen.getByRole("textbox", { name: "E-mail" }), "mika@example.com");
    await user.type(screen.getByLabelText("Password"), "short");
    await user.click(screen.getByRole("button", { name: "Set up" }));
    expect(screen.getByText("Use at least 10 characters.")).toBeDefined();
    expect(api.of("POST /setup")).toEqual([]);

    await user.type(screen.getByLabelText("Password"), " no more");
    await user.click(screen.getByRole("button", { name: "Set up" }));
    await expect.poll(() => router.state.location.pathname).toBe("/devices");
    expect(api.of("POST /setup")[0]?.body).toEqual({
      token: "one-time-token",
      name: "Mika Sato",
      email: "mika@example.com",
      password: "short no more",
      language: "en",
    });
  });
});
