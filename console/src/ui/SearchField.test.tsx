import { fireEvent, render, screen } from "@testing-library/react";
import { I18nextProvider } from "react-i18next";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { startI18n } from "@/i18n/i18n";
import { Look } from "./Look";
import { SearchField } from "./SearchField";

const i18n = startI18n("en");

function open(onSearch: (words: string) => void, value = "") {
  const page = (now: string) => (
    <I18nextProvider i18n={i18n}>
      <Look env="test">
        <SearchField label="Search" value={now} onSearch={onSearch} />
      </Look>
    </I18nextProvider>
  );
  const { rerender } = render(page(value));
  return { field: screen.getByRole("searchbox", { name: "Search" }), change: (now: string) => rerender(page(now)) };
}

describe("the search field", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("searches once, when typing stops", () => {
    const search = vi.fn();
    const { field } = open(search);
    for (const value of ["t", "ta", "tan"]) {
      fireEvent.change(field, { target: { value } });
      vi.advanceTimersByTime(100);
    }
    expect(search).not.toHaveBeenCalled();
    vi.advanceTimersByTime(250);
    expect(search.mock.calls).toEqual([["tan"]]);
  });

  it("does not search in the middle of a Japanese word", () => {
    const search = vi.fn();
    const { field } = open(search);
    fireEvent.compositionStart(field);
    for (const value of ["t", "た", "たn", "たな", "たなか"]) {
      fireEvent.change(field, { target: { value } });
      vi.advanceTimersByTime(1_000);
    }
    expect(search).not.toHaveBeenCalled();
    fireEvent.change(field, { target: { value: "田中" } });
    fireEvent.compositionEnd(field);
    vi.advanceTimersByTime(250);
    expect(search.mock.calls).toEqual([["田中"]]);
  });

  it("does not search for what stood there before a composition began", () => {
    const search = vi.fn();
    const { field } = open(search);
    fireEvent.change(field, { target: { value: "t" } });
    fireEvent.compositionStart(field);
    vi.advanceTimersByTime(1_000);
    expect(search).not.toHaveBeenCalled();
  });

  it("follows a search that was changed elsewhere, and keeps what is typed otherwise", () => {
    const { field, change } = open(vi.fn(), "tanaka");
    fireEvent.change(field, { target: { value: "tanaka m" } });
    change("tanaka"); // the page was drawn again for another reason
    expect(field).toHaveProperty("value", "tanaka m");
    change("");
    expect(field).toHaveProperty("value", "");
  });
});
