import { activate, apps, distribute, mapKeys, setSeats } from "./provisioning";
import { consent, Handset, OutsideSession, packages, usersWait } from "./outside";
import { Server } from "./server";
import { allThere, deviceFor, expect, setUp, test } from "./stage";

// The main way of the story in English, in the words of the product document's Japanese edition.
const server = new Server();
test.beforeAll(async () => {
  await server.start();
  await setUp(server);
  await allThere(server);
  await usersWait(server);
});
test.afterAll(() => server.stop());

const japanese = { locale: "ja-JP", timezoneId: "Asia/Tokyo" } as const;

test("アクティブ化からその削除まで", async ({ newDesk, newWindow }) => {
  const page = await newDesk(server, japanese);
  const attended = await deviceFor(page, "YOK-AQ9-sasaki-162");
  const unattended = await deviceFor(page, "TYO-XP10-tanaka-120");
  const call = page.request;
  const dialog = page.getByRole("dialog");

  await test.step("TeamViewer のアクティブ化", async () => {
    await page.getByRole("link", { name: "管理", exact: true }).click();
    const menu = page.getByRole("navigation", { name: "管理" });
    await expect(menu.getByRole("group", { name: "インフラ" })).toBeVisible();
    await menu.getByRole("link", { name: "Help@Work" }).click();
    const section = page.getByRole("region", { name: "TeamViewer のアクティブ化" });
    await section.getByRole("button", { name: "今すぐアクティブ化" }).click();
    await expect(dialog.getByRole("radio", { name: "TeamViewer 無人 (Android のみ)" })).toBeVisible();
    await dialog.getByRole("radio", { name: "TeamViewer 有人" }).check();
    await dialog.getByRole("button", { name: "次へ" }).click();
    await dialog.getByRole("button", { name: "TeamViewerに接続" }).click();
    await consent(page, "Aki Yamada", "Deny");
    await expect(dialog.getByText("TeamViewerの画面でアクセスが拒否されました。")).toBeVisible();
    await dialog.getByRole("button", { name: "TeamViewerに接続" }).click();
    await consent(page, "Aki Yamada", "Allow");
    await dialog.getByRole("button", { name: "同意する", exact: true }).click();
    await expect(dialog.getByText("企業用ライセンスがアクティブ化されました")).toBeVisible();
    await dialog.getByRole("button", { name: "完了" }).click();
    await expect(section.getByRole("button", { name: "アクティベーションの削除" })).toHaveCount(2); // the built-in engine, too
  });

  await test.step("配布", async () => {
    await activate(call, "unattended");
    await mapKeys(call);
    await setSeats(call, 1);
    await distribute(call, apps.host, [unattended.id], true);
    await distribute(call, apps.addOn, [attended.id]);
    await page.goto("/admin/apps");
    await expect(page.getByRole("heading", { name: "アプリカタログ" })).toBeVisible();
    await page.getByRole("row").filter({ hasText: packages.host }).getByRole("link").click();
    await page.getByRole("tab", { name: "配布", exact: true }).click();
    await expect(page.getByRole("radio", { name: "カスタム配布" })).toBeChecked();
    await expect(page.getByRole("radio", { name: "デバイスでインストールが必要" })).toBeChecked();
    for (const name of ["全員用", "該当なし"]) await expect(page.getByRole("radio", { name })).toBeVisible();
    await page.getByRole("tab", { name: "アプリ構成" }).click();
    await expect(page.getByRole("group", { name: /1/ }).getByRole("textbox").first()).toHaveValue("sim_assignment_id");
  });

  const openStart = async (id: string, action: string) => {
    await page.goto(`/devices/${id}`);
    await page.getByRole("button", { name: "アクション" }).click();
    await page.getByRole("menuitem", { name: action }).click();
  };
  const session = new OutsideSession(page);

  await test.step("TeamViewerリモート制御を開始（有人モード）", async () => {
    const handset = await Handset.open(await newWindow(server, japanese), attended.id);
    await openStart(attended.id, "TeamViewerリモート制御を開始");
    await dialog.getByRole("radio", { name: "TeamViewer", exact: true }).check();
    await expect(dialog.getByRole("radio", { name: "有人モード", exact: true })).toBeChecked();
    await expect(dialog.getByText("このセッションは開始できません")).toBeVisible();
    await expect(dialog.getByText("TeamViewer QuickSupport がデバイスにありません。", { exact: false })).toBeVisible();
    await dialog.getByRole("link", { name: "配布設定を開く" }).first().click();
    await page.getByRole("tab", { name: "配布", exact: true }).click();
    await page.getByRole("radio", { name: "全員用" }).check();
    await page.getByRole("tabpanel").filter({ visible: true }).getByRole("button", { name: "保存", exact: true }).click();
    await expect(page.getByText("保存しました")).toBeVisible();
    await handset.has(packages.quickSupport);

    await openStart(attended.id, "TeamViewerリモート制御を開始");
    await dialog.getByRole("radio", { name: "TeamViewer", exact: true }).check();
    await dialog.getByRole("textbox", { name: "理由" }).fill("メールが届かない");
    await dialog.getByRole("button", { name: "TeamViewerに接続" }).click();
    await consent(page, "Ken Sato", "Allow");
    await expect(dialog.getByText("TeamViewerに接続しました。開始できます。")).toBeVisible();
    await dialog.getByRole("button", { name: "開始", exact: true }).click();
    await session.stands("waiting");
    await expect(page.getByRole("heading", { name: "ユーザーを待っています" })).toBeVisible();
    await expect(page.getByText("TeamViewerのEULAが表示されたら同意する。")).toBeVisible();
    await handset.openApp(packages.quickSupport);
    await handset.agrees("terms");
    await expect(page.getByRole("heading", { name: "ユーザーの準備ができました" })).toBeVisible();
    const tab = await session.open(page.getByRole("button", { name: "Webクライアントで開く" }));
    await tab.getByRole("button", { name: "Connect" }).click();
    await handset.agrees("share");
    await expect(tab.getByRole("status")).toHaveText("Connected.");
    await page.getByRole("button", { name: "セッションを終了" }).click();
    await session.stands("ended");
    await expect(page.getByText("こちらで終了済み（接続の終了は未確認）")).toBeVisible();
    await tab.getByRole("button", { name: "End" }).click();
  });

  await test.step("無人モード", async () => {
    const handset = await Handset.open(await newWindow(server, japanese), unattended.id);
    await handset.agrees("activate");
    await openStart(unattended.id, "TeamViewerリモート制御を開始");
    await dialog.getByRole("radio", { name: "無人モード" }).check();
    await dialog.getByRole("radio", { name: "TeamViewer", exact: true }).check();
    await dialog.getByRole("textbox", { name: "理由" }).fill("夜間の更新");
    await dialog.getByRole("button", { name: "開始", exact: true }).click();
    await session.stands("unattended");
    const tab = await session.open(page.getByRole("button", { name: "TeamViewerで開く" }));
    await expect(page.getByRole("heading", { name: "TeamViewerに引き継ぎました" })).toBeVisible();
    await expect(tab.getByRole("button", { name: "Connect" })).toBeVisible();
    await page.getByRole("button", { name: "セッションを終了" }).click();
    await session.stands("ended");
  });

  await test.step("iPhoneではリモートディスプレイ", async () => {
    await openStart((await deviceFor(page, "OSK-IPDA-ito-011")).id, "リモートディスプレイ");
    await dialog.getByRole("radio", { name: "TeamViewer", exact: true }).check();
    await expect(dialog.getByRole("radio", { name: "無人モード" })).toHaveCount(0);
    await dialog.getByRole("button", { name: "キャンセル" }).click();
  });

  await test.step("アクティベーションの削除", async () => {
    await page.getByRole("link", { name: "管理", exact: true }).click();
    await page.getByRole("button", { name: "アクティベーションの削除", description: "TeamViewer 無人 (Android のみ)" }).click();
    const confirm = page.getByRole("dialog", { name: "アクティベーション削除の確認" });
    await confirm.getByRole("button", { name: "アクティベーションの削除" }).click();
    const steps = page.getByRole("list", { name: "削除の手順" }).getByRole("listitem");
    await expect(steps).toHaveText([/開いているセッションを閉じる/, /アプリを未配布に戻す/, /強制チェックイン/, /全デバイスからのアプリ削除を確認/, /アカウントの紐付けを削除/]);
    // Once the device's next report proves it, the removal goes on by itself; how it waits is seen in the English story.
    const done = page.getByText("アクティベーションを削除しました。");
    const again = page.getByRole("button", { name: "再確認" });
    await expect(async () => {
      if (await again.isVisible()) await again.click({ timeout: 5_000 });
      await expect(done).toBeVisible({ timeout: 45_000 });
    }).toPass({ timeout: 240_000 });
  });
});
