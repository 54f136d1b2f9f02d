package activation

// licensePage is where the public documentation of Microsoft Intune's TeamViewer connector ("TeamViewer license and privacy
// terms", read 2026-11-22) says that TeamViewer publishes its agreement. We have not been there: the text says whose word
// it is, and the agreement is linked and never copied.
const licensePage = "https://www.teamviewer.com/en/legal/eula/"

// firstAgreement is the text that comes with the product, in our own words. It says what the administrator agrees to as
// far as we know it, and asks for the text that the company's own lawyers approved.
func firstAgreement() map[string]string {
	return map[string]string{
		"en": `This text comes with Help@Work. It is not TeamViewer's license agreement and does not replace it.

Before you agree, an administrator of your company should put the text here that your legal department has approved.

1. TeamViewer is a product of its own. Using it through Help@Work needs a license from TeamViewer, and what your company agreed with TeamViewer applies. In November 2026, public documentation of Microsoft Intune named this page for TeamViewer's End User License Agreement: ` + licensePage + ` Please make sure with TeamViewer which version is in force for you.
2. With "Agree", Help@Work is allowed to act at TeamViewer in the name of the account that you have connected: it creates and closes support sessions, looks up devices, and reads connection reports and license data.
3. Your company makes sure that the people whose devices are supported are informed and, where the law asks for it, have agreed.
4. Who agreed, when, and to which version of this text is kept on record.
5. "Remove Activation" takes everything back that came through this activation.
`,
		"ja": `この文面は Help@Work に付属するものです。TeamViewer の使用許諾契約ではなく、その代わりになるものでもありません。

同意する前に、貴社の管理者が、法務部門の承認した文面をここに登録してください。

1. TeamViewer は独立した製品です。Help@Work から利用するには TeamViewer のライセンスが必要であり、貴社と TeamViewer との契約が適用されます。2026年11月の時点で、Microsoft Intune の公開文書は、TeamViewer のエンドユーザー使用許諾契約のページとして次のアドレスを挙げています: ` + licensePage + ` 貴社に適用される版は、TeamViewer にご確認ください。
2. 「同意する」を選ぶと、Help@Work は、接続したアカウントの名義で TeamViewer を操作できるようになります。サポートセッションの作成と終了、デバイスの検索、接続レポートとライセンス情報の読み取りを行います。
3. サポートの対象となるデバイスの利用者に説明し、法令で必要な場合に同意を得ることは、貴社の責任です。
4. だれが、いつ、この文面のどの版に同意したかは、記録として残ります。
5. 「アクティベーションの削除」を行うと、このアクティベーションによって導入されたものはすべて取り除かれます。
`,
	}
}
