/** The screens of a role: a bar at the side, on a phone one at the bottom with the rest in a menu. */
import { useEffect, useState } from "react";
import { NavLink, useLocation } from "react-router";
import { Button, Dialog, Icon } from "@/parts";
import { useWords } from "@/words";
import { Preferences } from "./Preferences";
import { screensFor, type Screen } from "./routes";
import { useSession, useUser } from "./session";
import styles from "./Navigation.module.css";

const ON_PHONE = 4;

export function Navigation() {
  const { shell } = useWords();
  const { role } = useUser();
  const { pathname } = useLocation();
  const [isOpen, setIsOpen] = useState(false);
  const screens = screensFor(role).filter(({ icon }) => icon);
  useEffect(() => setIsOpen(false), [pathname]);
  return (
    <>
      <header className={styles.side}>
        <p className={styles.product}><img src="/assets/icon.svg" alt="" width="28" height="28" />{shell.product}</p>
        <nav aria-label={shell.navigation}>
          <ul className={styles.list}>{screens.map((screen) => <Entry key={screen.path} screen={screen} />)}</ul>
        </nav>
        <div className={styles.foot}><Account /></div>
      </header>
      <nav className={styles.bottom} aria-label={shell.navigation}>
        <ul className={styles.bar}>
          {screens.slice(0, ON_PHONE).map((screen) => <Entry key={screen.path} screen={screen} />)}
          <li>
            <button type="button" className={styles.link} aria-haspopup="dialog" onClick={() => setIsOpen(true)}>
              <Icon name="menu" /><span>{shell.menu}</span>
            </button>
          </li>
        </ul>
      </nav>
      <Dialog title={shell.menu} isOpen={isOpen} onClose={() => setIsOpen(false)}>
        <nav aria-label={shell.menu}>
          <ul className={styles.list}>{screens.map((screen) => <Entry key={screen.path} screen={screen} />)}</ul>
        </nav>
        <Account />
      </Dialog>
    </>
  );
}

function Entry({ screen: { path, name, icon } }: { screen: Screen }) {
  const { shell } = useWords();
  return (
    <li>
      <NavLink to={`/${path}`} className={styles.link}>
        {icon && <Icon name={icon} />}
        <span>{shell.screens[name]}</span>
      </NavLink>
    </li>
  );
}

function Account() {
  const { shell } = useWords();
  const { user, isLocal } = useUser();
  const { signOut } = useSession();
  return (
    <div className="stack">
      <Preferences />
      <div className={styles.who}>
        <span>{isLocal ? shell.localMode : user.full_name}</span>
        {!isLocal && <span className="soft small">{user.company_name}</span>}
      </div>
      {!isLocal && <Button size="s" icon="sign_out" onClick={() => void signOut()}>{shell.signOut}</Button>}
    </div>
  );
}
