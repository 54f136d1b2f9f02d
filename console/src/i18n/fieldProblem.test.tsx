import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { FakeApi } from "@/test/FakeApi";
import { openConsole } from "@/test/openConsole";
import { aProblem } from "@/test/things";
import { kindOf } from "./fieldProblem";

// Words as the server has them: of the framework's checks, and of its own rooms.
it.each([
  ["is missing", "missing"],
  ["must not be empty", "missing"],
  ["expected length >= 1", "missing"],
  ["expected required property name to be present", "missing"],
  ["expected length <= 100", "too_long"],
  ["has more than 2000 characters", "too_long"],
  ["has more than 256 KB", "too_long"],
  ["has more than 100 groups", "too_many"],
  ["has more than 100", "too_many"],
  ["expected array length <= 100", "too_many"],
  ["is one token too many: 50 is the most", "too_many"],
  ["must have 1 to 100 characters that can be seen", "wrong"],
  ["has characters that cannot be seen", "unseen"],
  ['expected value to be one of "en, ja"', "unknown"],
  ["is not known", "unknown"],
  ["expected number <= 500", "range"],
  ["is not within the next 30 days", "range"],
  ["must be in the future, at most a year from now", "range"],
  ["is not an e-mail address", "wrong"],
])("takes %s for %s", (message, kind) => {
  expect(kindOf(message)).toBe(kind);
});

describe("a field that the server refuses", () => {
  const refuse = async (language: "en" | "ja") => {
    const api = new FakeApi();
    const errors = [
      { location: "body.name", message: "has characters that cannot be seen" },
      { location: "body.devices[3].odd", message: "is odd" },
      { message: "is missing" },
    ];
    api.on("PATCH /me", () => aProblem({ code: "invalid", status: 422, errors }));
    api.on("GET /me/tokens", () => ({ items: [] }));
    api.on("GET /me/teamviewer", () => aProblem());
    const { user } = openConsole("/account", language);
    const name = await screen.findByRole("textbox", { name: language === "en" ? "Name" : "名前" });
    await user.type(name, "{Enter}");
    const first = await screen.findByText(/has characters that cannot be seen/);
    return [...(first.closest("ul")?.querySelectorAll("li") ?? [])];
  };

  it("is named with its label and the server's words in English", async () => {
    const items = await refuse("en");
    expect(items.map((item) => item.textContent?.trim())).toEqual([
      "Name: has characters that cannot be seen",
      "devices[3].odd: is odd",
      "is missing",
    ]);
  });

  it("is explained in Japanese, with the server's English beside it", async () => {
    const items = await refuse("ja");
    expect(items.map((item) => item.textContent)).toEqual([
      "名前：表示できない文字が含まれています。 has characters that cannot be seen",
      "devices[3].odd：内容を確認してください。 is odd",
      "入力されていません。 is missing",
    ]);
    expect(items.map((item) => item.querySelector("[lang]")?.getAttribute("lang"))).toEqual(["en", "en", "en"]);
  });
});
