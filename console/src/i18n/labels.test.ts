import { describe, expect, it } from "vitest";
import { en, ja } from "./catalogue";

/** The labels of the product document by its rows (see docs/requirements.md), compared letter by letter. */
const labels: [row: string, label: (words: typeof ja) => string, english: string, japanese: string][] = [
  ["S12", (w) => w.apps.title, "App Catalog", "アプリカタログ"],
  ["S18", (w) => w.admin.title, "Admin", "管理"],
  ["S18", (w) => w.shell.admin, "Admin", "管理"],
  ["S19", (w) => w.admin.infrastructure, "Infrastructure", "インフラ"],
  ["S20", (w) => w.admin.activate_teamviewer, "Activate TeamViewer", "TeamViewer のアクティブ化"],
  ["S20", (w) => w.admin.section.activation, "Activate TeamViewer", "TeamViewer のアクティブ化"],
  ["S20", (w) => w.admin.activate_now, "Activate Now", "今すぐアクティブ化"],
  ["S21", (w) => w.admin.way.attended, "TeamViewer Attended", "TeamViewer 有人"],
  ["S21", (w) => w.admin.way.unattended, "TeamViewer Unattended (Android only)", "TeamViewer 無人 (Android のみ)"],
  ["S22", (w) => w.admin.agree, "Agree", "同意する"],
  ["S22", (w) => w.admin.activated, "Your Enterprise License is now activated", "企業用ライセンスがアクティブ化されました"],
  ["S24", (w) => w.admin.remove, "Remove Activation", "アクティベーションの削除"],
  ["S25", (w) => w.admin.confirm_remove, "Confirm Remove Activation", "アクティベーション削除の確認"],
  ["S29", (w) => w.words.RemovalStep.check_in, "Force Check-in", "強制チェックイン"],
  ["S29", (w) => w.words.ActionName.force_check_in, "Force Check-in", "強制チェックイン"],
  ["S32", (w) => w.apps.tab.configuration, "App Configuration", "アプリ構成"],
  ["S38", (w) => w.words.Mode.attended, "Attended mode", "有人モード"],
  ["S39", (w) => w.words.Mode.unattended, "Unattended mode", "無人モード"],
  ["S41", (w) => w.words.Management.android_kiosk, "Kiosk mode", "キオスクモード"],
  ["S42", (w) => w.admin.integration, "TeamViewer integration", "TeamViewer 統合"],
  ["S36", (w) => w.words.ActionName.start_teamviewer_remote_control, "Start TeamViewer Remote Control", "TeamViewerリモート制御を開始"],
  ["S36", (w) => w.words.ActionName.remote_display, "Remote Display", "リモートディスプレイ"],
  ["D1", (w) => w.words.Right.start_teamviewer_session, "Start TeamViewer Session", "TeamViewerセッションの開始"],
  ["D1", (w) => w.words.Right.force_check_in, "Device Force Checkin", "デバイス強制チェックイン"],
  ["D3", (w) => w.apps.auto_launch, "Auto-launch on install", "インストール時に自動起動"],
  ["D4", (w) => w.words.Audience.everyone, "To everyone", "全員用"],
  ["D4", (w) => w.words.Audience.no_one, "To no one", "該当なし"],
  ["D4", (w) => w.words.Audience.custom, "Custom Distribution", "カスタム配布"],
  ["D4", (w) => w.words.Install.required, "Require installation on device", "デバイスでインストールが必要"],
];

/** Terms of the document that stand inside a sentence. */
const terms: [row: string, sentence: (words: typeof ja) => string, english: string, japanese: string][] = [
  ["S29", (w) => w.words.RemovalStep.undistribute, "Undistribute", "未配布"],
  ["S13", (w) => w.findings.remedy.convert_app, "Convert it to a managed app", "マネージドアプリに変換"],
  ["S43", (w) => w.findings.code.host_not_activated, "one time activation", "ワンタイム認証"],
  ["S43", (w) => w.seats.text, "MI add-on license", "MI アドオン ライセンス"],
  ["S45", (w) => w.apps.auto_launch, "Auto-launch", "自動起動"],
  ["S64", (w) => w.words.AuditAction.session_delivered, "Session ID", "セッションID"],
  ["S65", (w) => w.words.Channel.configuration, "Managed app configuration", "管理対象のアプリ構成"],
  ["S67", (w) => w.findings.code.eula, "EULA", "EULA"],
];

describe("the labels of the product document", () => {
  it.each(labels)("%s: %o is %s in English and %s in Japanese", (_row, label, english, japanese) => {
    expect(label(en)).toBe(english);
    expect(label(ja)).toBe(japanese);
  });

  it.each(terms)("%s: the sentence has its term", (_row, sentence, english, japanese) => {
    expect(sentence(en)).toContain(english);
    expect(sentence(ja)).toContain(japanese);
  });

  it("never call activation a launch (T1)", () => {
    expect(JSON.stringify(en.admin)).not.toMatch(/launch/i);
    expect(JSON.stringify(ja.admin)).not.toMatch(/起動/);
  });
});
