import { Tabs } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { oneOf } from "@/ui/closedList";
import { Page } from "@/ui/Page";
import { ActivateTeamViewer } from "./activation/ActivateTeamViewer";
import { wayNames } from "./activation/way";
import { Branding } from "./settings/Branding";
import { Connections } from "./settings/Connections";
import { Seats } from "./settings/Seats";
import { Sending } from "./settings/Sending";
import { Users } from "./settings/Users";

const route = getRouteApi("/signed-in/shell/admin/infrastructure/help-at-work");

const sections = ["activation", "branding", "sending", "seats", "mdm", "users"] as const;
type Section = (typeof sections)[number];

const parts: Record<Exclude<Section, "activation">, () => ReactNode> = {
  branding: Branding,
  sending: Sending,
  seats: Seats,
  mdm: Connections,
  users: Users,
};

/** Everything that is set up once: activation, branding, and what sessions need. */
export function HelpAtWorkPage() {
  const { t } = useTranslation();
  const { section = "activation", activate, reconnect, teamviewer, teamviewer_error } = route.useSearch();
  const navigate = route.useNavigate();
  // A section stays once it was opened, so that looking at another one loses nothing that was typed.
  const [opened, setOpened] = useState<readonly Section[]>([section]);
  if (!opened.includes(section)) setOpened([...opened, section]);
  return (
    <Page title="Help@Work">
      <Tabs
        value={section}
        onChange={(value) => {
          const chosen = oneOf(sections, value);
          void navigate({ search: chosen && chosen !== "activation" ? { section: chosen } : {}, replace: true });
        }}
      >
        <Tabs.List>
          {sections.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`admin.section.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {sections.map((name) => {
          const Part = name === "activation" ? null : parts[name];
          return (
            <Tabs.Panel key={name} value={name} pt="md">
              {opened.includes(name) &&
                (Part ? (
                  <Part />
                ) : (
                  <ActivateTeamViewer
                    shown={wayNames}
                    page="/admin/infrastructure/help-at-work"
                    activate={activate}
                    reconnect={reconnect}
                    trip={{ teamviewer, teamviewer_error }}
                    onClear={() => void navigate({ search: {}, replace: true })}
                  />
                ))}
            </Tabs.Panel>
          );
        })}
      </Tabs>
    </Page>
  );
}
