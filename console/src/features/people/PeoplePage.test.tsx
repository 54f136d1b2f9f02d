import { screen, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { FakeApi } from "@/test/FakeApi";
import { openConsole } from "@/test/openConsole";
import { aMe, aPerson, aProblem } from "@/test/things";

let api: FakeApi;

beforeEach(() => {
  api = new FakeApi();
  api.on("GET /people", () => ({ items: [aPerson(), aPerson({ id: "usr_2", name: "Ken Ito", email: "ken@example.com", role: "technician" })] }));
  api.on("GET /groups", () => ({ items: [{ id: "grp_1", name: "Tokyo", devices: 3 }] }));
});

describe("people", () => {
  it("are added with a scope, and their link is shown once", async () => {
    api.on("POST /people", () => ({ person: aPerson({ id: "usr_3", name: "Lena" }), link: "http://127.0.0.1/link#tok" }));
    const { user } = openConsole("/people");
    await user.click(await screen.findByRole("button", { name: "Add a person" }));
    const dialog = within(await screen.findByRole("dialog"));
    await user.type(dialog.getByRole("textbox", { name: "Name" }), "Lena");
    await user.type(dialog.getByRole("textbox", { name: "E-mail" }), "lena@example.com");
    await user.click(dialog.getByRole("radio", { name: "Observer" }));
    await user.click(dialog.getByRole("checkbox", { name: "All devices" }));
    await user.click(dialog.getByRole("checkbox", { name: "Tokyo" }));
    await user.click(dialog.getByRole("button", { name: "Add" }));
    expect(await screen.findByRole("textbox", { name: "One-time link" })).toHaveProperty("value", "http://127.0.0.1/link#tok");
    expect(api.of("POST /people")[0]?.body).toEqual({
      name: "Lena",
      email: "lena@example.com",
      role: "observer",
      all_devices: false,
      group_ids: ["grp_1"],
      withheld: [],
    });
  });

  it("can have rights of their role withheld", async () => {
    api.on("PATCH /people/usr_2", () => aPerson({ id: "usr_2" }));
    const { user } = openConsole("/people");
    await user.click(await screen.findByRole("button", { name: /Ken Ito/ }));
    const dialog = within(await screen.findByRole("dialog"));
    expect(dialog.queryByRole("checkbox", { name: "View" })).toBeNull(); // another role is for that
    await user.click(dialog.getByRole("checkbox", { name: "Start TeamViewer Session" }));
    await user.click(dialog.getByRole("checkbox", { name: "Device Force Checkin" }));
    await user.click(dialog.getByRole("checkbox", { name: "Device Force Checkin" }));
    await user.click(dialog.getByRole("button", { name: "Save" }));
    await expect.poll(() => api.of("PATCH /people/usr_2")[0]?.body).toMatchObject({ role: "technician", withheld: ["start_teamviewer_session"] });
  });

  it("cannot lock out the last administrator", async () => {
    api.on("PATCH /people/usr_1", () => aProblem({ code: "last_administrator", status: 409 }));
    const { user } = openConsole("/people");
    await user.click(await screen.findByRole("button", { name: /Mika Sato \(you\)/ }));
    await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Disable" }));
    expect((await screen.findByRole("alert")).textContent).toContain("The last administrator must stay.");
  });

  it("are in the menu of administrators only", async () => {
    api.on("GET /me", () => aMe({ rights: ["view"] }));
    openConsole("/help");
    const menu = within((await screen.findAllByRole("navigation", { name: "Main menu" }))[0]!);
    expect(menu.getByRole("link", { name: "Devices" })).toBeDefined();
    expect(menu.queryByRole("link", { name: "People" })).toBeNull();
  });
});
