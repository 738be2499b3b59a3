/** The candidate's own side: the résumé, jobs that suit, applications, interviews and the account. */
import { useSearchParams } from "react-router";
import { Page, Tabs } from "@/parts";
import { useWords } from "@/words";
import { Account } from "./Account";
import { Applications } from "./Applications";
import { OwnInterviews } from "./OwnInterviews";
import { OwnResume } from "./OwnResume";
import { Recommended } from "./Recommended";

const TABS = { resume: OwnResume, recommended: Recommended, applications: Applications, interviews: OwnInterviews, account: Account } as const;
type Name = keyof typeof TABS;

export default function MeScreen() {
  const { me: words } = useWords();
  const [params, setParams] = useSearchParams();
  const choose = (part: string) => setParams({ part }, { replace: true });
  const tabs = (Object.keys(TABS) as Name[]).map((key) => {
    const Part = TABS[key];
    return { key, label: words.tabs[key], content: () => <Part onTab={choose} /> };
  });
  return (
    <Page title={words.title} lead={words.lead}>
      <Tabs label={words.parts} tabs={tabs} chosen={params.get("part") ?? "resume"} onChoose={choose} />
    </Page>
  );
}
