package repocheck

import (
	"encoding/json"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A label is what the product calls something in both of its editions. The requirement says where it is from.
type label struct{ requirement, english, japanese string }

// labels are compared letter by letter with what the console has: wherever the English stands, the Japanese has to, and some
// page shows it. The case of English letters does not count.
var labels = []label{
	{"S13", "Convert to managed app", "マネージドアプリに変換"},
	{"S18", "Admin", "管理"},
	{"S19", "Infrastructure", "インフラ"},
	{"S20", "Activate TeamViewer", "TeamViewer のアクティブ化"},
	{"S20", "Activate Now", "今すぐアクティブ化"},
	{"S21", "TeamViewer Attended", "TeamViewer 有人"},
	{"S21", "TeamViewer Unattended (Android only)", "TeamViewer 無人 (Android のみ)"},
	{"S22", "Agree", "同意する"},
	{"S22", "Your Enterprise License is now activated", "企業用ライセンスがアクティブ化されました"},
	{"S24", "Remove Activation", "アクティベーションの削除"},
	{"S25", "Confirm Remove Activation", "アクティベーション削除の確認"},
	{"S29", "Force Check-in", "強制チェックイン"},
	{"S34", "Devices", "デバイス"},
	{"S35", "Device list", "デバイスリスト"},
	{"S36", "Actions", "アクション"},
	{"S36", "Start TeamViewer Remote Control", "TeamViewerリモート制御を開始"},
	{"S36", "Remote Display", "リモートディスプレイ"},
	{"S38", "Attended mode", "有人モード"},
	{"S39", "Unattended mode", "無人モード"},
	{"S42", "TeamViewer integration", "TeamViewer 統合"},
	{"S43", "One-time activation", "ワンタイム認証"},
	{"S56", "Basic Installation", "基本インストール"},
	{"S57", "Company / Commercial use", "企業/商用"},
	{"S58", "Accept - finish", "同意する - 終了"},
	{"S61", "Sign Up", "登録"},
	{"D1", "Start TeamViewer Session", "TeamViewerセッションの開始"},
	{"D4", "To everyone", "全員用"},
	{"D4", "To no one", "該当なし"},
	{"D4", "Custom Distribution", "カスタム配布"},
	{"D4", "Require installation on device", "デバイスでインストールが必要"},
}

// speakOfOtherThings are keys whose English happens to be that of a label: numbers of devices, and whose they are. So do
// the apps of simulated phones, which stand under "sim.".
var speakOfOtherThings = map[string]bool{"audit.key.devices": true, "mdm.devices": true, "people.scope": true}

// catalogue reads the console's words of one language, by their whole key.
func catalogue(t *testing.T, language string) map[string]string {
	t.Helper()
	words := map[string]string{}
	sources(t, func(path string, content []byte) {
		folder, file := filepath.Split(path)
		if folder != "console/src/i18n/"+language+"/" || !strings.HasSuffix(file, ".json") {
			return
		}
		var tree map[string]any
		if err := json.Unmarshal(content, &tree); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		flatten(strings.TrimSuffix(file, ".json"), tree, words)
	})
	if len(words) < 300 {
		t.Fatalf("%d words in %s: they are looked for in the wrong place", len(words), language)
	}
	return words
}

func flatten(prefix string, tree map[string]any, into map[string]string) {
	for name, value := range tree {
		switch v := value.(type) {
		case map[string]any:
			flatten(prefix+"."+name, v, into)
		case string:
			into[prefix+"."+name] = v
		}
	}
}

// shown says whether a page of the console names a key. Lists of the API's values are named by their list.
func shown(t *testing.T, key string) (used bool) {
	t.Helper()
	if strings.HasPrefix(key, "words.") {
		return true // console/src/i18n/words.test.ts holds that each is known as shown or not
	}
	parent := key[:strings.LastIndexByte(key, '.')]
	sources(t, func(path string, content []byte) {
		if strings.HasPrefix(path, "console/src/") && !strings.Contains(path, ".test.") &&
			(strings.HasSuffix(path, ".ts") || strings.HasSuffix(path, ".tsx")) {
			text := string(content)
			used = used || strings.Contains(text, `"`+key+`"`) || strings.Contains(text, "`"+parent+".${")
		}
	})
	return used
}

func TestLabelsAreThoseOfTheProduct(t *testing.T) {
	t.Parallel()
	english, japanese := catalogue(t, "en"), catalogue(t, "ja")
	for _, l := range labels {
		var keys []string
		for key, text := range english {
			if !strings.EqualFold(text, l.english) || speakOfOtherThings[key] || strings.HasPrefix(key, "sim.") {
				continue
			}
			if japanese[key] != l.japanese {
				t.Errorf("%s: %s is %q, want %q", l.requirement, key, japanese[key], l.japanese)
			} else if shown(t, key) {
				keys = append(keys, key)
			}
		}
		if len(keys) == 0 {
			t.Errorf("%s: no page shows %q as %q", l.requirement, l.english, l.japanese)
		}
	}
}

// The document's translation has traps: activating is no launching (T1), a slip of the English edition became a session of
// removal (T2), what reads like a one-time password is the one-time activation (T3), and auto-launch has one word (T4).
func TestTrapsOfTheTranslation(t *testing.T) {
	t.Parallel()
	english, japanese := catalogue(t, "en"), catalogue(t, "ja")
	launched := regexp.MustCompile(`TeamViewer ?[をの]起動`)
	for key, text := range japanese {
		switch {
		case launched.MatchString(text):
			t.Errorf("T1: %s says that TeamViewer is launched: %q", key, text)
		case strings.Contains(text, "削除セッション"):
			t.Errorf("T2: %s speaks of a session of removal: %q", key, text)
		case strings.Contains(text, "ワンタイム認証") && !strings.Contains(strings.ToLower(english[key]), "activat"):
			t.Errorf("T3: %s is %q and %q, want the one-time activation", key, text, english[key])
		case strings.Contains(text, "自動起動") != strings.Contains(strings.ToLower(english[key]), "auto-launch"):
			t.Errorf("T4: %s is %q and %q, want auto-launch in both or neither", key, text, english[key])
		case strings.Contains(strings.ToLower(english[key]), "activate teamviewer") && !strings.Contains(text, "アクティブ化"):
			t.Errorf("T1: %s is %q, want that TeamViewer is activated", key, text)
		}
	}
}

// The way to the client and an account (S54 to S63) is a page of steps in the document's order, and its links lead to
// TeamViewer.
func TestTheGuideHasEveryStepInOrder(t *testing.T) {
	t.Parallel()
	page := ""
	sources(t, func(path string, content []byte) {
		if path == "console/src/features/account/GetTeamViewerPage.tsx" {
			page = string(content)
		}
	})
	english, japanese := catalogue(t, "en"), catalogue(t, "ja")
	at := strings.Index(page, "<Page")
	for _, step := range []struct{ requirement, key, says string }{
		{"S54", "guide.download", "download"}, {"S55", "guide.run", "installer"}, {"S56", "guide.basic", "basic installation"},
		{"S57", "guide.company", "commercial"}, {"S58", "guide.accept", "finish"}, {"S59", "guide.open", "open"},
		{"S60", "guide.enter", "password"}, {"S61", "guide.sign_up", "sign up"}, {"S62", "guide.mail", "e-mail"},
		{"S63", "guide.follow", "activate"}, {"S53", "guide.sign_in_before", "before"},
	} {
		next := strings.Index(page, `t("`+step.key+`")`)
		if next < 0 || next < at {
			t.Errorf("%s: %s is not on the page, or not behind the step before it", step.requirement, step.key)
		}
		at = max(at, next)
		if !strings.Contains(strings.ToLower(english[step.key]), step.says) || japanese[step.key] == "" {
			t.Errorf("%s: the step says %q and %q", step.requirement, english[step.key], japanese[step.key])
		}
	}
	for requirement, link := range map[string]string{"S54": "https://www.teamviewer.com/download/", "S59": "https://login.teamviewer.com/#register"} {
		if !strings.Contains(page, `"`+link+`"`) {
			t.Errorf("%s: the page does not lead to %s", requirement, link)
		}
	}
}
