import { Phone } from "./phone";
import { deviceFor, expect, test } from "./stage";
import { home, Viewer } from "./viewer";

/** Words that a page in Japanese may show in Latin letters only where data has them. */
test("the main way, in Japanese", async ({ shared, newDesk, newWindow }) => {
  const technician = { name: "田中 恵子", email: "keiko@example.com", password: "静かな朝のコーヒー" };
  const desk = await newDesk(shared);
  const invited = await desk.request.post("/api/v1/people", {
    data: { name: technician.name, email: technician.email, role: "technician", all_devices: true, group_ids: [] },
  });
  const { link }: { link: string } = await invited.json();
  const page = await newWindow(shared, { locale: "ja-JP", timezoneId: "Asia/Tokyo" });
  const html = page.locator("html");

  await test.step("サインイン", async () => {
    await page.goto(link);
    await expect(html).toHaveAttribute("lang", "ja");
    await page.getByRole("textbox", { name: "新しいパスワード" }).fill("静かな朝");
    await page.getByRole("button", { name: "パスワードを設定してサインイン" }).click();
    await expect(page.getByText("10文字以上", { exact: false }).last()).toBeVisible();
    await page.getByRole("textbox", { name: "新しいパスワード" }).fill(technician.password + "、二杯目");
    await page.getByRole("button", { name: "パスワードを設定してサインイン" }).click();
    await expect(page).toHaveURL(/\/devices$/);
    // The page one leaves has a language menu, too.
    await expect(page.getByRole("heading", { name: /^(Devices|デバイス)$/ })).toBeVisible();
    await page.getByRole("button", { name: /^(Language|言語): / }).click();
    await page.getByRole("menuitem", { name: "日本語" }).click();
    await expect(page.getByRole("heading", { name: "デバイス", exact: true })).toBeVisible();
    await page.getByRole("button", { name: "田中 恵子 としてサインイン中" }).click();
    await page.getByRole("menuitem", { name: "サインアウト" }).click();

    await page.getByLabel("メールアドレス").fill(technician.email);
    await page.getByRole("textbox", { name: "パスワード" }).fill("別のパスワードです");
    await page.getByRole("button", { name: "サインイン" }).click();
    await expect(page.getByRole("alert")).toContainText("メールアドレスまたはパスワードが正しくありません。");
    await page.getByRole("textbox", { name: "パスワード" }).fill(technician.password + "、二杯目");
    await page.getByRole("button", { name: "サインイン" }).click();
    await expect(page.getByRole("heading", { name: "デバイス", exact: true })).toBeVisible();
    await expect(html).toHaveAttribute("lang", "ja");
  });

  await test.step("デバイス", async () => {
    const search = page.getByRole("searchbox", { name: "デバイスを検索" });
    await search.fill("加藤 東京");
    const found = page.getByRole("table", { name: "デバイスリスト" }).getByRole("row").filter({ hasText: "TYO-AQ9-kato-137" });
    await expect(found).toContainText("加藤 翔太");
    await expect(found).toContainText("シミュレーションデバイス");
    await found.getByRole("link", { name: "加藤 翔太" }).click();
    await expect(page.getByRole("heading", { level: 1, name: /加藤 翔太/ })).toBeVisible();
    await page.getByRole("button", { name: "アクション" }).click();
    await page.getByRole("menuitem", { name: "リモート制御を開始" }).click();
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByRole("radio", { name: "有人モード", exact: true })).toBeChecked();
    await expect(dialog.getByRole("radio", { name: "無人モード" })).toBeEnabled();
    await dialog.getByRole("textbox", { name: "理由" }).fill("メールが届かない");
    await dialog.getByRole("textbox", { name: "チケット番号" }).fill("問い合わせ-12");
    await dialog.getByRole("button", { name: "開始" }).click();
  });

  const viewer = new Viewer(page);
  await test.step("セッション", async () => {
    await viewer.live();
    await expect(page.getByText("有人モード")).toBeVisible();
    await viewer.changes(() => viewer.tap(home.settings), "a tap on 設定", 0.1);
    await page.getByRole("button", { name: "セッションを終了" }).click();
    await viewer.covered("ended");
    await expect(viewer.cover).toContainText("セッションは終了しました");
    await expect(viewer.cover).toContainText("担当者が終了");
  });

  await test.step("iPhoneではリモートディスプレイ", async () => {
    await page.goto(`/devices/${(await deviceFor(page, "TYO-IPSE-sasaki-081")).id}`);
    await page.getByRole("button", { name: "アクション" }).click();
    await expect(page.getByRole("menuitem", { name: "リモートディスプレイ" })).toBeEnabled();
  });

  await test.step("ヘルプ要請", async () => {
    const phone = await Phone.open(await newWindow(shared, { locale: "ja-JP" }), (await deviceFor(page, "TYO-XP10-yamada-192")).id);
    await phone.press("ヘルプを依頼");
    await page.goto("/help");
    const request = page.getByRole("list", { name: "ヘルプ要請" }).getByRole("listitem").filter({ hasText: "山田 悠真" });
    await expect(request).toContainText("待ち時間");
    await request.getByRole("button", { name: "対応する" }).click();
    await request.getByRole("button", { name: "セッションを開始" }).click();
    await page.getByRole("dialog").getByRole("textbox", { name: "理由" }).fill("ヘルプ要請への対応");
    await page.getByRole("dialog").getByRole("button", { name: "開始" }).click();
    await viewer.live();
    await page.getByRole("button", { name: "セッションを終了" }).click();
    const asked = page.getByRole("dialog", { name: "結果はどうでしたか？" });
    for (const name of ["解決済み", "継続", "エスカレーション"]) await expect(asked.getByRole("radio", { name })).toBeVisible();
    await asked.getByRole("textbox", { name: "メモ" }).fill("設定を直した");
    await asked.getByRole("button", { name: "保存" }).click();
    await expect(asked).toHaveCount(0);
  });

  await test.step("履歴と監査", async () => {
    await page.goto("/history");
    const entry = page.getByRole("row").filter({ hasText: "問い合わせ-12" });
    for (const words of ["加藤 翔太", "メールが届かない", "担当者が終了", technician.name]) await expect(entry).toContainText(words);
    await expect(page.getByRole("row").filter({ hasText: "山田 悠真" })).toContainText("解決済み");
    await page.getByRole("link", { name: "監査" }).click();
    await expect(page.getByRole("row").filter({ hasText: "セッションを終了" }).first()).toBeVisible();
  });
});
