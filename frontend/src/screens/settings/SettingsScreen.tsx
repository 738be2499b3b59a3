import { useParams } from "react-router";
import { Preferences } from "@/app/Preferences";
import { useUser } from "@/app/session";
import { Page } from "@/parts";
import { useWords, type Words } from "@/words";
import { Account } from "./Account";
import { Audit } from "./Audit";
import { Keys } from "./Keys";
import { Notifications } from "./Notifications";
import { OwnSkills } from "./OwnSkills";
import { People } from "./People";
import styles from "./settings.module.css";
import { Webhooks } from "./Webhooks";

type Name = "account" | "people" | "keys" | "webhooks" | "notifications" | "skills" | "audit" | "appearance";

const ALL = ["admin", "recruiter", "candidate"];
const SECTIONS: readonly { name: Name & keyof Words["settings"]; roles: readonly string[]; Content: () => React.ReactNode }[] = [
  { name: "account", roles: ALL, Content: Account },
  { name: "appearance", roles: ALL, Content: Appearance },
  { name: "notifications", roles: ALL, Content: Notifications },
  { name: "people", roles: ["admin"], Content: People },
  { name: "keys", roles: ["admin"], Content: Keys },
  { name: "webhooks", roles: ["admin"], Content: Webhooks },
  { name: "skills", roles: ["admin", "recruiter"], Content: OwnSkills },
  { name: "audit", roles: ["admin"], Content: Audit },
];

/** What can be set, one section at a time; each has an address of its own. */
export default function SettingsScreen() {
  const { settings: words } = useWords();
  const { role } = useUser();
  const { section } = useParams();
  const mine = SECTIONS.filter(({ roles }) => roles.includes(role));
  const shown = mine.find(({ name }) => name === section) ?? mine[0]!;
  return (
    <Page title={words.title} lead={words.lead}>
      <div className={styles.settings}>
        <nav aria-label={words.sections}>
          <ul className={styles.sections}>
            {mine.map(({ name }) => (
              <li key={name}><a href={`#/settings/${name}`} aria-current={name === shown.name ? "page" : undefined}>{words[name]}</a></li>
            ))}
          </ul>
        </nav>
        <section className="stack" aria-label={words[shown.name]}>
          <h2>{words[shown.name]}</h2>
          <shown.Content />
        </section>
      </div>
    </Page>
  );
}

function Appearance() {
  return <div className="card"><Preferences /></div>;
}
