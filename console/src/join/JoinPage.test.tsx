import { screen } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { FakeApi } from "@/test/FakeApi";
import { openPage } from "@/test/openPage";
import { aProblem } from "@/test/things";
import { JoinPage } from "./JoinPage";

let api: FakeApi;

const branding = { company: "青空商事", logo_version: 3, accent: "#0a5774", hours: [], open_now: true, version: 1, help_page: "https://help.example/", words: { en: { privacy: "We keep little." } } };

beforeEach(() => {
  api = new FakeApi();
  api.on("GET /branding", () => branding);
});

describe("the page for a code that was read aloud", () => {
  it("takes nine digits however they are written and gives the link to open", async () => {
    api.on("POST /join", () => ({ link: "https://get.teamviewer.com/s12345678", technician_name: "Ken Ito", company: "青空商事" }));
    const { user } = openPage(<JoinPage />);
    const field = await screen.findByRole("textbox", { name: "Code" });
    await user.type(field, "４８２ 913-507");
    await user.tab();
    expect(field).toHaveProperty("value", "482 913 507");
    await user.click(screen.getByRole("button", { name: "Continue" }));
    const link = await screen.findByRole("link", { name: "Open the session" });
    expect(link.getAttribute("href")).toBe("https://get.teamviewer.com/s12345678");
    expect(link.getAttribute("rel")).toBe("noreferrer");
    expect(screen.getByText("Ken Ito is waiting for you")).toBeDefined();
    expect(api.of("POST /join")[0]?.body).toEqual({ code: "482913507" });
  });

  it("asks nobody for a code that is none, and says when one is not valid", async () => {
    api.on("POST /join", () => aProblem({ code: "bad_code", status: 404 }));
    const { user } = openPage(<JoinPage />);
    const field = await screen.findByRole("textbox", { name: "Code" });
    await user.type(field, "12345");
    await user.click(screen.getByRole("button", { name: "Continue" }));
    expect(screen.getByText("A code has nine digits.")).toBeDefined();
    expect(api.of("POST /join")).toEqual([]);
    await user.type(field, "6789");
    await user.click(screen.getByRole("button", { name: "Continue" }));
    expect((await screen.findByRole("alert")).textContent).toContain("This code is not valid");
    expect(field).toHaveProperty("value", "");
  });

  it("opens nothing but web addresses", async () => {
    api.on("POST /join", () => ({ link: "javascript:alert(1)", technician_name: "Ken Ito" }));
    const { user } = openPage(<JoinPage />);
    await user.type(await screen.findByRole("textbox", { name: "Code" }), "482913507");
    await user.click(screen.getByRole("button", { name: "Continue" }));
    expect(await screen.findByText(/This session cannot be opened here/)).toBeDefined();
    expect(screen.queryByRole("link", { name: "Open the session" })).toBeNull();
  });

  it("wears the look of the company", async () => {
    openPage(<JoinPage />, "ja");
    expect((await screen.findByRole("img", { name: "青空商事" })).getAttribute("src")).toBe("/api/v1/branding/logo/3");
    expect(screen.getByRole("link", { name: "会社のヘルプページ" }).getAttribute("href")).toBe("https://help.example/");
    expect(screen.queryByText("プライバシーに関するお知らせ")).toBeNull(); // the company wrote it in English only
    expect(document.title).toBe("サポートセッションに参加 - 青空商事");
  });
});
