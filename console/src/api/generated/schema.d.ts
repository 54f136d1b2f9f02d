// Made by `npm run generate` from api/openapi.yaml; never edited.
export interface paths {
    "/api/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what happened, newest first, page by page */
        get: operations["listAuditRecords"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/chain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Check the chain of the audit log from its first record on */
        get: operations["verifyAuditChain"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List devices by owner, page by page */
        get: operations["listDevices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show one device */
        get: operations["getDevice"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{id}/enrollment": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a one-time enrollment token */
        post: operations["createEnrollment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{id}/preflight": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Say what stands in the way of a session */
        get: operations["checkDevice"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{id}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask for a session on a device */
        post: operations["startSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Count devices */
        get: operations["countDevices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Add and update devices, all or none */
        post: operations["importDevices"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Be told of changes as they happen (server-sent events)
         * @description Each event named hint carries a Hint as JSON and an id. An event named reset says that some were missed: ask for everything again. Needs a browser's cookie. The stream closes when the sign-in ends.
         */
        get: operations["streamEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the device groups, by name */
        get: operations["listGroups"];
        put?: never;
        /** Add a device group */
        post: operations["createGroup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/help-requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the help requests that are not closed, oldest first */
        get: operations["listHelpRequests"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/help-requests/{id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say how a help request went */
        post: operations["closeHelpRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/help-requests/{id}/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give a help request back to the line */
        post: operations["releaseHelpRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/help-requests/{id}/take": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a help request; of two who press, one gets it */
        post: operations["takeHelpRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Say who is signed in */
        get: operations["getMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change your name or language */
        patch: operations["changeMe"];
        trace?: never;
    };
    "/api/v1/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Change your password; your other sign-ins and your sessions end */
        post: operations["changePassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List your API tokens */
        get: operations["listTokens"];
        put?: never;
        /** Make an API token for scripts */
        post: operations["createToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Make an API token void */
        delete: operations["removeToken"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List everyone who signs in, by name */
        get: operations["listPeople"];
        put?: never;
        /** Add a person and make the link that sets their password */
        post: operations["createPerson"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change what a person may do, or lock them out */
        patch: operations["changePerson"];
        trace?: never;
    };
    "/api/v1/people/{id}/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a one-time link that sets a person's password */
        post: operations["createPasswordLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List sessions, newest first, page by page */
        get: operations["listSessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show one session */
        get: operations["getSession"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{id}/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End a session; one that has ended only keeps the note */
        post: operations["endSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{id}/grants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Join a session, or come back to it */
        post: operations["createGrant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{id}/note": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say how a session went */
        post: operations["annotateSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{id}/view": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * See the screen: swap a media offer for an answer
         * @description Uses the key up. The answer's resume_key comes back after a reload or a lost network, in a new offer.
         */
        post: operations["viewSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make the first administrator
         * @description Takes the one-time link that the server printed. This address does not exist once an administrator does.
         */
        post: operations["setUp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/setup-state": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Say whether the server has been set up */
        get: operations["getSetupState"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shares": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Invite someone to share a computer's screen */
        post: operations["createShare"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shares/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Say how far an invitation has come */
        get: operations["getShare"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shares/redeem": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Use the code of an invitation */
        post: operations["redeemShare"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in by e-mail and password */
        post: operations["signIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-in/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Set a password by a one-time link and sign in */
        post: operations["signInByLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign out; your sessions end */
        post: operations["signOut"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * @description What a technician can start on a device.
         * @enum {string}
         */
        ActionName: "start_remote_control" | "remote_display";
        Actor: {
            /** @description Of a person or a device; absent for the system. */
            id?: string;
            kind: components["schemas"]["ActorKind"];
            name?: string;
        };
        /**
         * @description What kind of party acted.
         * @enum {string}
         */
        ActorKind: "person" | "user" | "system";
        Answer: {
            accepted: boolean;
            session_id: string;
        };
        App: {
            name: string;
            package: string;
            version?: string;
        };
        Ask: {
            text?: string;
        };
        /**
         * @description What was done.
         * @enum {string}
         */
        AuditAction: "person.signed_in" | "person.sign_in_failed" | "person.signed_out" | "person.created" | "person.changed" | "person.password_set" | "token.created" | "token.revoked" | "device.imported" | "device.enrolled" | "device.enrollment_made" | "share.made" | "share.redeemed" | "session.requested" | "session.waiting" | "session.prompted" | "session.accepted" | "session.paused" | "session.resumed" | "session.control_taken_back" | "session.control_given" | "session.interrupted" | "session.rejoined" | "session.joined" | "session.left" | "session.ended" | "session.rights_lost" | "session.annotated" | "session.key_refused" | "session.input_dropped" | "help.asked" | "help.cancelled" | "help.taken" | "help.closed" | "help.reopened";
        AuditRecord: {
            action: components["schemas"]["AuditAction"];
            actor: components["schemas"]["Actor"];
            /** Format: date-time */
            at: string;
            details?: {
                [key: string]: string;
            };
            device_id?: string;
            /** @description Covers the record and the hash before it; absent: not linked yet. */
            hash?: string;
            id: string;
            /**
             * Format: int64
             * @description The place in the chain, from 1; absent: not linked yet.
             */
            seq?: number;
            session_id?: string;
        };
        ChainState: {
            /**
             * Format: int64
             * @description The place of the first record that does not fit.
             */
            broken_at?: number;
            /** @description The hash of the last of them; absent for an empty log. */
            head?: string;
            /**
             * Format: int64
             * @description How many records fit, from the first on.
             */
            linked: number;
            ok: boolean;
        };
        Challenge: {
            nonce: string;
            server: string;
            /** Format: int64 */
            version: number;
        };
        CloseHelpRequest: {
            note?: string;
            /** @description resolved closes it, keep_open gives it back, escalate gives it to someone with more experience. */
            outcome: components["schemas"]["Outcome"];
        };
        Counts: {
            /** Format: int64 */
            in_session: number;
            /** Format: int64 */
            matching: number;
            /** @description There are more than matching: a search stops counting there. */
            more?: boolean;
            /** Format: int64 */
            online: number;
        };
        CreatedShare: {
            /** @description Nine digits to read aloud; works once; shown only now. */
            code: string;
            /** Format: date-time */
            expires_at: string;
            id: string;
            /** @description Carries the code. */
            link: string;
        };
        CreatedToken: {
            /** @description For the Authorization header, as Bearer; shown only now. */
            secret: string;
            token: components["schemas"]["Token"];
        };
        Device: {
            /** @description What can be started here; what can never be is left out. */
            actions: components["schemas"]["DeviceAction"][];
            asset_tag?: string;
            /** Format: date-time */
            created_at: string;
            /** @description Has a key; without one it cannot connect. */
            enrolled: boolean;
            group_ids: string[];
            id: string;
            imei?: string;
            /**
             * Format: date-time
             * @description Absent: never.
             */
            last_seen?: string;
            lifecycle: components["schemas"]["Lifecycle"];
            location?: string;
            maker?: string;
            management: components["schemas"]["Management"];
            model?: string;
            name: string;
            /** @description The session that has not ended. */
            open_session?: components["schemas"]["SessionSummary"];
            os_version?: string;
            owner: components["schemas"]["Owner"];
            ownership?: components["schemas"]["Ownership"];
            platform: components["schemas"]["Platform"];
            presence: components["schemas"]["Presence"];
            serial?: string;
            /** @description Belongs to the simulated fleet; to be said wherever a session with it is shown. */
            simulated?: boolean;
            udid?: string;
        };
        DeviceAction: {
            enabled: boolean;
            /** @description What blocks it, when it is not enabled. */
            findings: components["schemas"]["Finding"][];
            name: components["schemas"]["ActionName"];
        };
        DeviceDetail: {
            /** @description What can be started here; what can never be is left out. */
            actions: components["schemas"]["DeviceAction"][];
            asset_tag?: string;
            /** Format: date-time */
            created_at: string;
            /** @description Has a key; without one it cannot connect. */
            enrolled: boolean;
            group_ids: string[];
            id: string;
            imei?: string;
            /**
             * Format: date-time
             * @description Absent: never.
             */
            last_seen?: string;
            lifecycle: components["schemas"]["Lifecycle"];
            location?: string;
            maker?: string;
            management: components["schemas"]["Management"];
            model?: string;
            name: string;
            /** @description The session that has not ended. */
            open_session?: components["schemas"]["SessionSummary"];
            os_version?: string;
            owner: components["schemas"]["Owner"];
            ownership?: components["schemas"]["Ownership"];
            platform: components["schemas"]["Platform"];
            presence: components["schemas"]["Presence"];
            /** @description Absent: it has said nothing yet. */
            report?: components["schemas"]["DeviceReport"];
            serial?: string;
            /** @description Belongs to the simulated fleet; to be said wherever a session with it is shown. */
            simulated?: boolean;
            udid?: string;
        };
        DeviceRef: {
            id: string;
            model?: string;
            name: string;
            owner_name?: string;
            platform: components["schemas"]["Platform"];
            simulated?: boolean;
        };
        DeviceReport: {
            agent_version?: string;
            apps: components["schemas"]["DeviceReportApp"][];
            /** Format: date-time */
            at: string;
            /**
             * Format: int64
             * @description Percent; absent: unknown.
             */
            battery?: number;
            charging?: boolean;
            /** @description What it encodes: H264 or VP8. */
            codec?: string;
            /**
             * Format: int64
             * @description Pixels.
             */
            height?: number;
            /** @description on, locked, off or secure; absent: unknown. */
            screen?: string;
            /**
             * Format: int64
             * @description Pixels.
             */
            width?: number;
        };
        DeviceReportApp: {
            name: string;
            package: string;
            version?: string;
        };
        Dropped: {
            /** Format: int64 */
            count: number;
            /** @enum {string} */
            reason: "no_right" | "stale" | "malformed" | "too_fast";
            /** @enum {string} */
            t: "dropped";
        };
        /**
         * @description Why a session ended.
         * @enum {string}
         */
        EndReason: "ended_by_technician" | "ended_by_user" | "ended_by_administrator" | "declined" | "no_answer" | "not_delivered" | "connection_lost" | "superseded" | "right_revoked" | "technician_signed_out" | "provider_failed" | "device_removed";
        EndSession: {
            note?: string;
            outcome?: components["schemas"]["Outcome"];
        };
        Enrollment: {
            /** Format: date-time */
            expires_at: string;
            /** @description Works once; shown only now. An earlier one of this device is void. */
            token: string;
        };
        FieldProblem: {
            /** @description Where, as body.devices[3].name or query.limit. */
            location?: string;
            /** @description What is wrong there, in English. */
            message: string;
        };
        Finding: {
            code: components["schemas"]["FindingCode"];
            /** @description Values for its words. */
            facts?: {
                [key: string]: string;
            };
            /** @description Can never change for this device. */
            never?: boolean;
            /** @description The action that removes it. */
            remedy?: components["schemas"]["Remedy"];
            severity: components["schemas"]["Severity"];
        };
        /**
         * @description What preflight found.
         * @enum {string}
         */
        FindingCode: "mam_only" | "ios_no_app" | "unattended_not_on_ios" | "guest_attended_only" | "retired" | "not_enrolled" | "never_seen" | "no_right_view" | "no_right_control" | "no_right_unattended" | "device_busy" | "offline" | "screen_off" | "locked" | "secure_app" | "battery_low" | "agent_too_old" | "agent_unknown" | "codec_unknown" | "view_only" | "work_profile" | "kiosk" | "pixel_consent" | "simulated";
        Findings: {
            findings: components["schemas"]["Finding"][];
        };
        Frame: {
            body?: unknown;
            id?: string;
            t: components["schemas"]["FrameType"];
        };
        /**
         * @description What a frame of the device link carries.
         * @enum {string}
         */
        FrameType: "challenge" | "hello" | "welcome" | "ok" | "error" | "report" | "ask" | "cancel" | "prompted" | "answer" | "user" | "publish" | "ring" | "session" | "help";
        Geometry: {
            /** Format: int32 */
            epoch: number;
            /** Format: int64 */
            height: number;
            /** Format: int64 */
            rotation: number;
            /** @enum {string} */
            t: "geometry";
            /** Format: int64 */
            width: number;
        };
        Grant: {
            /** @description The key of the next viewSession; works once. */
            grant: string;
            rights: components["schemas"]["Right"][];
        };
        Group: {
            /**
             * Format: int64
             * @description How many devices are in it.
             */
            devices: number;
            id: string;
            name: string;
        };
        GuestDevice: {
            device_id: string;
            /** Format: date-time */
            expires_at?: string;
            reason: string;
            /** @description The name every challenge of the device link carries. */
            server: string;
            session_id: string;
            technician_name: string;
            /** @description For the hello of the device link. */
            token: string;
        };
        Heartbeat: {
            /** Format: int64 */
            at: number;
            /** Format: int64 */
            frame: number;
            /** @enum {string} */
            t: "heartbeat";
        };
        Hello: {
            device_id: string;
            signature?: string;
            token?: string;
            /** Format: int64 */
            version: number;
        };
        HelpRequest: {
            /** Format: date-time */
            asked_at: string;
            /** Format: date-time */
            closed_at?: string;
            device?: components["schemas"]["DeviceRef"];
            device_id: string;
            id: string;
            note?: string;
            /** @description The last session that was started from it. */
            session_id?: string;
            state: components["schemas"]["HelpStateName"];
            /** Format: date-time */
            taken_at?: string;
            /** @description A person's id. */
            taken_by?: string;
            taken_by_name?: string;
            /** @description The user's words. */
            text?: string;
            /**
             * Format: int64
             * @description Rises by one with each change.
             */
            version: number;
        };
        HelpState: {
            /** Format: int64 */
            place?: number;
            request_id?: string;
            /** @enum {string} */
            state?: "open" | "taken";
            taken_by?: string;
        };
        /**
         * @description Where a help request stands.
         * @enum {string}
         */
        HelpStateName: "open" | "taken" | "escalated" | "resolved" | "cancelled";
        Hint: {
            /** @description Of the thing; absent: any of this kind. */
            id?: string;
            kind: components["schemas"]["HintKind"];
            /**
             * Format: int64
             * @description Of the thing; absent when it has none.
             */
            version?: number;
        };
        /**
         * @description What a live hint is about.
         * @enum {string}
         */
        HintKind: "session" | "help" | "device" | "share" | "me" | "people" | "group" | "audit";
        Import: {
            devices: components["schemas"]["ImportedDevice"][];
            /** @description Also make a one-time enrollment token for each. */
            enroll?: boolean;
        };
        ImportedDevice: {
            asset_tag?: string;
            /** @description Names; groups that do not exist are made. */
            groups?: string[];
            /** @description Of a device to update; absent finds it by serial, else makes a new one. */
            id?: string;
            imei?: string;
            /** @description Absent: in_use. */
            lifecycle?: components["schemas"]["Lifecycle"];
            location?: string;
            maker?: string;
            management: components["schemas"]["Management"];
            model?: string;
            name: string;
            os_version?: string;
            owner?: components["schemas"]["Owner"];
            ownership?: components["schemas"]["Ownership"];
            platform: components["schemas"]["Platform"];
            serial?: string;
            /** @description The device is not a real one; it is marked so wherever it is shown. */
            simulated?: boolean;
            udid?: string;
        };
        ImportResult: {
            /** @description With enroll: one for each, shown only now. */
            enrollment_tokens?: string[];
            /**
             * Format: date-time
             * @description When the tokens end.
             */
            expires_at?: string;
            ids: string[];
        };
        Input: {
            alt?: boolean;
            /** @enum {string} */
            button?: "back" | "home" | "recents" | "power" | "rotate" | "volume_up" | "volume_down";
            code?: string;
            ctrl?: boolean;
            down?: boolean;
            /** Format: double */
            dx?: number;
            /** Format: double */
            dy?: number;
            /** Format: int32 */
            epoch: number;
            /** Format: int64 */
            finger?: number;
            kind?: components["schemas"]["PointerKind"];
            meta?: boolean;
            /** Format: int64 */
            seq: number;
            shift?: boolean;
            /** @enum {string} */
            t: "pointer" | "wheel" | "key" | "text" | "button" | "release";
            text?: string;
            /** Format: double */
            x?: number;
            /** Format: double */
            y?: number;
        };
        Invited: {
            /** @description To be handed to the person; valid once, shown only now. */
            link: string;
            person: components["schemas"]["Person"];
        };
        /**
         * @description A language the console speaks.
         * @enum {string}
         */
        Language: "en" | "ja";
        /**
         * @description Whether a device is in use.
         * @enum {string}
         */
        Lifecycle: "in_use" | "retired";
        LinkSignInRequest: {
            /** @description The new password: at least 10 characters, not a common one. */
            password: string;
            /** @description From the link. */
            token: string;
        };
        ListGroup: {
            items: components["schemas"]["Group"][];
        };
        ListHelpRequest: {
            items: components["schemas"]["HelpRequest"][];
        };
        ListPerson: {
            items: components["schemas"]["Person"][];
        };
        ListToken: {
            items: components["schemas"]["Token"][];
        };
        /**
         * @description How a device is managed; it decides what can ever be done with it.
         * @enum {string}
         */
        Management: "android_device_owner" | "android_work_profile" | "android_company_work_profile" | "android_kiosk" | "android_shared_kiosk" | "ios_supervised" | "ios_shared" | "ios_device_enrollment" | "ios_user_enrollment" | "ios_mam_only" | "guest";
        Me: {
            /** @description The request came with an API token, not with a browser's cookie. */
            by_token?: boolean;
            person: components["schemas"]["Person"];
            /** @description What this sign-in or token may do; everything is checked again on the server. */
            rights: components["schemas"]["Right"][];
        };
        MeChange: {
            language?: components["schemas"]["Language"];
            name?: string;
        };
        /**
         * @description Which message of a data channel this is.
         * @enum {string}
         */
        MessageType: "pointer" | "wheel" | "key" | "text" | "button" | "release" | "ping" | "keyframe" | "geometry" | "heartbeat" | "screen" | "room" | "pong" | "dropped";
        /**
         * @description Whether a person at the device has to agree.
         * @enum {string}
         */
        Mode: "attended" | "unattended";
        NewGroup: {
            name: string;
        };
        NewPerson: {
            all_devices?: boolean;
            /** Format: email */
            email: string;
            group_ids?: string[];
            language?: components["schemas"]["Language"];
            name: string;
            role: components["schemas"]["Role"];
        };
        NewShare: {
            /** @description Shown to the person at the computer. */
            reason: string;
            ticket?: string;
        };
        NewToken: {
            /**
             * Format: date-time
             * @description At most a year from now.
             */
            expires_at: string;
            name: string;
            /** @description At most your own. */
            rights: components["schemas"]["Right"][];
        };
        /**
         * @description What a technician says at the end.
         * @enum {string}
         */
        Outcome: "resolved" | "keep_open" | "escalate";
        Owner: {
            department?: string;
            email?: string;
            /** @description How the name is read. */
            kana?: string;
            name?: string;
            phone?: string;
        };
        /**
         * @description Whose device it is.
         * @enum {string}
         */
        Ownership: "company" | "personal";
        PageAuditRecord: {
            items: components["schemas"]["AuditRecord"][];
            /** @description The cursor of the next page; absent on the last one. */
            next?: string;
        };
        PageDevice: {
            items: components["schemas"]["Device"][];
            /** @description The cursor of the next page; absent on the last one. */
            next?: string;
        };
        PageSession: {
            items: components["schemas"]["Session"][];
            /** @description The cursor of the next page; absent on the last one. */
            next?: string;
        };
        PasswordChange: {
            /** @description At least 10 characters, not a common one. */
            new: string;
            old: string;
        };
        PasswordLink: {
            /** Format: date-time */
            expires_at?: string;
            /** @description To be handed to the person; shown only now. */
            link: string;
        };
        Person: {
            /** @description Sees every device; otherwise only those of group_ids. */
            all_devices: boolean;
            /** Format: date-time */
            created_at: string;
            disabled: boolean;
            /** Format: date-time */
            disabled_at?: string;
            email: string;
            group_ids: string[];
            /** @description False until the person has used their first link. */
            has_password: boolean;
            id: string;
            /** @description Absent follows the browser. */
            language?: components["schemas"]["Language"];
            name: string;
            role: components["schemas"]["Role"];
        };
        PersonChange: {
            all_devices?: boolean;
            /** @description True locks the person out at once: their sign-ins and sessions end. */
            disabled?: boolean;
            group_ids?: string[];
            language?: components["schemas"]["Language"];
            name?: string;
            role?: components["schemas"]["Role"];
        };
        Ping: {
            /** Format: double */
            at: number;
            /** @enum {string} */
            t: "ping" | "pong";
        };
        /**
         * @description The operating system family. A computer is a guest that shares its screen from a browser.
         * @enum {string}
         */
        Platform: "android" | "ios" | "computer";
        /**
         * @description One step of a finger.
         * @enum {string}
         */
        PointerKind: "down" | "move" | "up" | "cancel";
        /**
         * @description Whether a device is reachable now.
         * @enum {string}
         */
        Presence: "online" | "offline" | "never";
        Problem: {
            code: components["schemas"]["ProblemCode"];
            /** @description More about this one case, in English. */
            detail?: string;
            /** @description With code invalid: what is wrong, field by field. */
            errors?: components["schemas"]["FieldProblem"][];
            /** @description With code blocked: what must be removed first. */
            findings?: components["schemas"]["Finding"][];
            /** @description Finds the request in the server's log. */
            request_id: string;
            /** @description With code device_busy: the session that holds the device. */
            session?: components["schemas"]["Session"];
            /** Format: int64 */
            status: number;
            /** @description The code in English words, the same each time. */
            title: string;
            /** @description Always about:blank; code says more. */
            type: string;
        };
        /**
         * @description What went wrong; clients decide by it.
         * @enum {string}
         */
        ProblemCode: "already_taken" | "bad_code" | "bad_credentials" | "bad_cursor" | "bad_key" | "bad_link" | "bad_offer" | "bad_token" | "blocked" | "cross_origin" | "device_busy" | "email_taken" | "forbidden" | "group_exists" | "help_closed" | "internal" | "invalid" | "last_administrator" | "malformed" | "method_not_allowed" | "no_provider" | "not_found" | "not_signed_in" | "serial_taken" | "session_ended" | "too_large" | "too_late" | "too_many" | "too_slow" | "unavailable" | "unknown_group" | "unsupported_media_type" | "weak_password" | "wrong_host" | "wrong_state";
        Publish: {
            key: string;
            sdp: string;
            session_id: string;
        };
        Published: {
            resume_key: string;
            sdp: string;
        };
        /**
         * @description Whether the device's screen is arriving.
         * @enum {string}
         */
        Publisher: "none" | "connected" | "lost";
        RedeemShare: {
            code: string;
        };
        Refusal: {
            code: string;
            detail?: string;
        };
        /**
         * @description The action that removes a finding.
         * @enum {string}
         */
        Remedy: "enroll_device" | "open_agent" | "update_agent" | "use_attended" | "ask_admin" | "join_or_replace" | "wake_device" | "charge_device";
        Report: {
            agent_version?: string;
            apps?: components["schemas"]["App"][];
            /** Format: int64 */
            battery?: number;
            charging?: boolean;
            /** @enum {string} */
            codec?: "H264" | "VP8";
            /** Format: int64 */
            height?: number;
            os_version?: string;
            screen?: components["schemas"]["ScreenKind"];
            /** Format: int64 */
            width?: number;
        };
        /**
         * @description One thing that can be allowed.
         * @enum {string}
         */
        Right: "view" | "control" | "unattended" | "administer";
        Ring: {
            accepted?: boolean;
            /** Format: date-time */
            answer_by: string;
            company?: string;
            key: string;
            mode: components["schemas"]["Mode"];
            reason: string;
            rights: components["schemas"]["Right"][];
            session_id: string;
            technician: components["schemas"]["Technician"];
        };
        /**
         * @description What a person may do at most.
         * @enum {string}
         */
        Role: "administrator" | "technician" | "observer";
        RoomState: {
            end_reason?: components["schemas"]["EndReason"];
            geometry?: components["schemas"]["Geometry"];
            paused: boolean;
            publisher: components["schemas"]["Publisher"];
            rights: components["schemas"]["Right"][];
            screen?: components["schemas"]["ScreenKind"];
            state: components["schemas"]["SessionStateName"];
            /** @enum {string} */
            t: "room";
            watchers?: string[];
        };
        Screen: {
            screen: components["schemas"]["ScreenKind"];
            /** @enum {string} */
            t: "screen";
        };
        /**
         * @description What a device's screen is like.
         * @enum {string}
         */
        ScreenKind: "on" | "locked" | "off" | "secure";
        Session: {
            /** Format: date-time */
            accepted_at?: string;
            /** @description By the user. */
            control_taken_back?: boolean;
            /**
             * Format: date-time
             * @description When the present state ends by itself.
             */
            deadline_at?: string;
            /** @description Why it would end then; absent with deadline_at: an unattended session becomes active. */
            deadline_reason?: components["schemas"]["EndReason"];
            /**
             * Format: date-time
             * @description The request reached the device.
             */
            delivered_at?: string;
            device?: components["schemas"]["DeviceRef"];
            device_id: string;
            end_reason?: components["schemas"]["EndReason"];
            /** Format: date-time */
            ended_at?: string;
            ended_by?: components["schemas"]["Actor"];
            /** Format: date-time */
            first_frame_at?: string;
            help_request_id?: string;
            id: string;
            /** Format: date-time */
            interrupted_at?: string;
            mode: components["schemas"]["Mode"];
            note?: string;
            outcome?: components["schemas"]["Outcome"];
            /** @description By the user. */
            paused?: boolean;
            /**
             * Format: date-time
             * @description The question was on the user's screen.
             */
            prompted_at?: string;
            provider: string;
            /** @description Shown to the user. */
            reason: string;
            /** Format: date-time */
            requested_at: string;
            /** @description What the user was asked for. */
            rights: components["schemas"]["Right"][];
            state: components["schemas"]["SessionStateName"];
            technician_id: string;
            /** @description As it was then. */
            technician_name: string;
            ticket?: string;
            /**
             * Format: int64
             * @description Rises by one with each change.
             */
            version: number;
        };
        SessionNote: {
            note: string;
            outcome?: components["schemas"]["Outcome"];
        };
        SessionRef: {
            session_id: string;
        };
        SessionState: {
            end_reason?: components["schemas"]["EndReason"];
            paused?: boolean;
            rights: components["schemas"]["Right"][];
            session_id: string;
            state: components["schemas"]["SessionStateName"];
            watchers?: string[];
        };
        /**
         * @description Where a session stands.
         * @enum {string}
         */
        SessionStateName: "requested" | "waiting" | "active" | "interrupted" | "ended";
        SessionSummary: {
            id: string;
            mode: components["schemas"]["Mode"];
            /** Format: date-time */
            requested_at: string;
            state: components["schemas"]["SessionStateName"];
            technician_id: string;
            technician_name: string;
        };
        SetUpRequest: {
            /** Format: email */
            email: string;
            language?: components["schemas"]["Language"];
            name: string;
            /** @description At least 10 characters, not a common one. */
            password: string;
            /** @description From the set-up link. */
            token: string;
        };
        SetupState: {
            company?: string;
            /** @description The server runs a simulated fleet, whose pages stand under /sim/. */
            demo?: boolean;
            /** @description What this server prefers; absent follows the browser. */
            language?: components["schemas"]["Language"];
            /** @description No administrator exists yet; the set-up link makes the first one. */
            setup_needed: boolean;
            version: string;
        };
        /**
         * @description What a finding means for Start: block refuses it.
         * @enum {string}
         */
        Severity: "block" | "warn" | "info";
        Share: {
            /** @description The guest device, once redeemed. */
            device_id?: string;
            /** Format: date-time */
            expires_at: string;
            id: string;
            /** @description Once redeemed. */
            session_id?: string;
            state: components["schemas"]["ShareState"];
        };
        /**
         * @description How far an invitation to share a screen has come.
         * @enum {string}
         */
        ShareState: "waiting" | "redeemed" | "expired";
        SignInRequest: {
            email: string;
            password: string;
        };
        Started: {
            /** @description The key of the first viewSession; works once. */
            grant: string;
            session: components["schemas"]["Session"];
        };
        StartSession: {
            help_request_id?: string;
            /** @description Absent: attended. */
            mode?: components["schemas"]["Mode"];
            /** @description Absent: the built-in one. */
            provider?: string;
            /** @description Shown to the person at the device. */
            reason: string;
            /** @description The open session of the device, to be closed for this one. */
            replace?: string;
            ticket?: string;
            /** @description Do not ask for control. */
            view_only?: boolean;
        };
        Technician: {
            name: string;
            role: components["schemas"]["Role"];
        };
        Token: {
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            expires_at: string;
            id: string;
            /**
             * Format: date-time
             * @description Absent: never.
             */
            last_used_at?: string;
            name: string;
            rights: components["schemas"]["Right"][];
        };
        UserAction: {
            /** @enum {string} */
            action: "pause" | "resume" | "take_back" | "give_control" | "end";
            session_id: string;
        };
        View: {
            /** @description A grant, or the resume key of the view before. */
            key: string;
            /** @description An offer with all its candidates that receives one video track and opens the channels control and moves. */
            sdp: string;
        };
        Viewed: {
            /** @description The only key that comes back from now on. */
            resume_key: string;
            rights: components["schemas"]["Right"][];
            /** @description The answer, with all candidates. */
            sdp: string;
            viewer_id: string;
        };
        Welcome: {
            help: components["schemas"]["HelpState"];
            /** Format: date-time */
            now: string;
            /** Format: int64 */
            report_every_seconds: number;
        };
    };
    responses: {
        /**
         * @description `already_taken`: Someone else took this help request.
         *     `device_busy`: The device already has an open session.
         *     `help_closed`: The help request is closed.
         */
        AlreadyTakenOrDeviceBusyOrHelpClosed: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description `already_taken`: Someone else took this help request.
         *     `help_closed`: The help request is closed.
         */
        AlreadyTakenOrHelpClosed: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `bad_code`: The code is not valid: it was used, is too old or never was one. */
        BadCode: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `bad_credentials`: E-mail or password is wrong. */
        BadCredentials: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description `bad_credentials`: E-mail or password is wrong.
         *     `not_signed_in`: Sign in first.
         */
        BadCredentialsOrNotSignedIn: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description `bad_cursor`: The cursor is none that a page gave out: start at the beginning.
         *     `invalid`: Something in the request is not valid; errors says what.
         */
        BadCursorOrInvalid: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description `bad_key`: The key is not valid: ask for a new grant.
         *     `cross_origin`: Requests from other sites are refused.
         *     `forbidden`: The right for this is missing.
         */
        BadKeyOrCrossOriginOrForbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description `bad_link`: The link is not valid: it was used, is too old or never was one.
         *     `cross_origin`: Requests from other sites are refused.
         */
        BadLinkOrCrossOrigin: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description `bad_offer`: The media offer cannot be answered.
         *     `invalid`: Something in the request is not valid; errors says what.
         */
        BadOfferOrInvalid: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description `blocked`: Something blocks this session; findings says what.
         *     `invalid`: Something in the request is not valid; errors says what.
         *     `no_provider`: There is no such way to share the screen.
         */
        BlockedOrInvalidOrNoProvider: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `cross_origin`: Requests from other sites are refused. */
        CrossOrigin: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description `cross_origin`: Requests from other sites are refused.
         *     `forbidden`: The right for this is missing.
         */
        CrossOriginOrForbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `email_taken`: A person with this e-mail exists. */
        EmailTaken: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `forbidden`: The right for this is missing. */
        Forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `group_exists`: A device group of this name exists. */
        GroupExists: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `help_closed`: The help request is closed. */
        HelpClosed: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `internal`: Something failed in the server; its log knows more under this request_id. */
        Internal: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `invalid`: Something in the request is not valid; errors says what. */
        Invalid: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description `invalid`: Something in the request is not valid; errors says what.
         *     `no_provider`: There is no such way to share the screen.
         */
        InvalidOrNoProvider: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description `invalid`: Something in the request is not valid; errors says what.
         *     `unknown_group`: There is no such device group.
         */
        InvalidOrUnknownGroup: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description `invalid`: Something in the request is not valid; errors says what.
         *     `weak_password`: The password is too short or a common one.
         */
        InvalidOrWeakPassword: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `last_administrator`: The last administrator must stay. */
        LastAdministrator: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `malformed`: The request cannot be read. */
        Malformed: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `not_found`: No such thing, or not yours to see. */
        NotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `not_signed_in`: Sign in first. */
        NotSignedIn: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `serial_taken`: Another device in use has this serial. */
        SerialTaken: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `session_ended`: The session has ended. */
        SessionEnded: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `too_large`: The request is too large. */
        TooLarge: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `too_many`: Too many attempts; try again later. */
        TooMany: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `too_slow`: The request took too long to arrive. */
        TooSlow: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `unavailable`: Not available now; try again. */
        Unavailable: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `unsupported_media_type`: The request must be JSON. */
        UnsupportedMediaType: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `wrong_host`: The server is not known by this name. */
        WrongHost: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `wrong_state`: The session is not in a state that allows this. */
        WrongState: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listAuditRecords: {
        parameters: {
            query?: {
                action?: components["schemas"]["AuditAction"];
                actor_id?: string;
                /** @description From next of the page before. */
                cursor?: string;
                device_id?: string;
                limit?: number;
                session_id?: string;
                since?: string;
                until?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageAuditRecord"];
                };
            };
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["Forbidden"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["BadCursorOrInvalid"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    verifyAuditChain: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChainState"];
                };
            };
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["Forbidden"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listDevices: {
        parameters: {
            query?: {
                /** @description From next of the page before. */
                cursor?: string;
                /** @description The id of a device group. */
                group?: string;
                /** @description Only devices with an open session. */
                in_session?: boolean;
                lifecycle?: components["schemas"]["Lifecycle"];
                limit?: number;
                management?: components["schemas"]["Management"];
                platform?: components["schemas"]["Platform"];
                presence?: components["schemas"]["Presence"];
                /** @description Words to be found in the owner (name, kana, e-mail, department, phone), name, serial, IMEI, UDID, asset tag, model, maker or location. */
                search?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageDevice"];
                };
            };
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["Forbidden"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["BadCursorOrInvalid"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getDevice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceDetail"];
                };
            };
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    createEnrollment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Enrollment"];
                };
            };
            400: components["responses"]["Malformed"];
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["CrossOriginOrForbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["TooSlow"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    checkDevice: {
        parameters: {
            query?: {
                /** @description Absent: attended. */
                mode?: components["schemas"]["Mode"];
                /** @description Absent: the built-in one. */
                provider?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Findings"];
                };
            };
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["InvalidOrNoProvider"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    startSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StartSession"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Started"];
                };
            };
            400: components["responses"]["Malformed"];
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["CrossOriginOrForbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["TooSlow"];
            409: components["responses"]["AlreadyTakenOrDeviceBusyOrHelpClosed"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["BlockedOrInvalidOrNoProvider"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    countDevices: {
        parameters: {
            query?: {
                /** @description The id of a device group. */
                group?: string;
                /** @description Only devices with an open session. */
                in_session?: boolean;
                lifecycle?: components["schemas"]["Lifecycle"];
                management?: components["schemas"]["Management"];
                platform?: components["schemas"]["Platform"];
                presence?: components["schemas"]["Presence"];
                /** @description Words to be found in the owner (name, kana, e-mail, department, phone), name, serial, IMEI, UDID, asset tag, model, maker or location. */
                search?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Counts"];
                };
            };
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["Forbidden"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    importDevices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Import"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            400: components["responses"]["Malformed"];
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["CrossOriginOrForbidden"];
            408: components["responses"]["TooSlow"];
            409: components["responses"]["SerialTaken"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    streamEvents: {
        parameters: {
            query?: never;
            header?: {
                /** @description The id of the last hint that was seen. */
                "Last-Event-ID"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A stream of events that stays open. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["Forbidden"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooMany"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listGroups: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListGroup"];
                };
            };
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["Forbidden"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    createGroup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewGroup"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Group"];
                };
            };
            400: components["responses"]["Malformed"];
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["CrossOriginOrForbidden"];
            408: components["responses"]["TooSlow"];
            409: components["responses"]["GroupExists"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listHelpRequests: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListHelpRequest"];
                };
            };
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["Forbidden"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    closeHelpRequest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CloseHelpRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HelpRequest"];
                };
            };
            400: components["responses"]["Malformed"];
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["CrossOriginOrForbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["TooSlow"];
            409: components["responses"]["HelpClosed"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    releaseHelpRequest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HelpRequest"];
                };
            };
            400: components["responses"]["Malformed"];
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["CrossOriginOrForbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["TooSlow"];
            409: components["responses"]["HelpClosed"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    takeHelpRequest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HelpRequest"];
                };
            };
            400: components["responses"]["Malformed"];
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["CrossOriginOrForbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["TooSlow"];
            409: components["responses"]["AlreadyTakenOrHelpClosed"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            401: components["responses"]["NotSignedIn"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    changeMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MeChange"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            400: components["responses"]["Malformed"];
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["CrossOriginOrForbidden"];
            408: components["responses"]["TooSlow"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    changePassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordChange"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Malformed"];
            401: components["responses"]["BadCredentialsOrNotSignedIn"];
            403: components["responses"]["CrossOriginOrForbidden"];
            408: components["responses"]["TooSlow"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["InvalidOrWeakPassword"];
            429: components["responses"]["TooMany"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listTokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListToken"];
                };
            };
            401: components["responses"]["NotSignedIn"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    createToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewToken"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedToken"];
                };
            };
            400: components["responses"]["Malformed"];
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["CrossOriginOrForbidden"];
            408: components["responses"]["TooSlow"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    removeToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["CrossOriginOrForbidden"];
            404: components["responses"]["NotFound"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listPeople: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListPerson"];
                };
            };
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["Forbidden"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    createPerson: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPerson"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invited"];
                };
            };
            400: components["responses"]["Malformed"];
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["CrossOriginOrForbidden"];
            408: components["responses"]["TooSlow"];
            409: components["responses"]["EmailTaken"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["InvalidOrUnknownGroup"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    changePerson: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PersonChange"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Person"];
                };
            };
            400: components["responses"]["Malformed"];
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["CrossOriginOrForbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["TooSlow"];
            409: components["responses"]["LastAdministrator"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["InvalidOrUnknownGroup"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    createPasswordLink: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasswordLink"];
                };
            };
            400: components["responses"]["Malformed"];
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["CrossOriginOrForbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["TooSlow"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listSessions: {
        parameters: {
            query?: {
                /** @description From next of the page before. */
                cursor?: string;
                device_id?: string;
                limit?: number;
                /** @description Only sessions that have not ended. */
                open?: boolean;
                since?: string;
                technician_id?: string;
                until?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PageSession"];
                };
            };
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["Forbidden"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["BadCursorOrInvalid"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    endSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EndSession"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            400: components["responses"]["Malformed"];
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["CrossOriginOrForbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["TooSlow"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    createGrant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Grant"];
                };
            };
            400: components["responses"]["Malformed"];
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["CrossOriginOrForbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["TooSlow"];
            409: components["responses"]["SessionEnded"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    annotateSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SessionNote"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            400: components["responses"]["Malformed"];
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["CrossOriginOrForbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["TooSlow"];
            409: components["responses"]["WrongState"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    viewSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["View"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Viewed"];
                };
            };
            400: components["responses"]["Malformed"];
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["BadKeyOrCrossOriginOrForbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["TooSlow"];
            409: components["responses"]["SessionEnded"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["BadOfferOrInvalid"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    setUp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetUpRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            400: components["responses"]["Malformed"];
            403: components["responses"]["BadLinkOrCrossOrigin"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["TooSlow"];
            409: components["responses"]["EmailTaken"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["InvalidOrWeakPassword"];
            429: components["responses"]["TooMany"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getSetupState: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SetupState"];
                };
            };
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    createShare: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewShare"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedShare"];
                };
            };
            400: components["responses"]["Malformed"];
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["CrossOriginOrForbidden"];
            408: components["responses"]["TooSlow"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooMany"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getShare: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Share"];
                };
            };
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    redeemShare: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RedeemShare"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GuestDevice"];
                };
            };
            400: components["responses"]["Malformed"];
            403: components["responses"]["CrossOrigin"];
            404: components["responses"]["BadCode"];
            408: components["responses"]["TooSlow"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooMany"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    signIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignInRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            400: components["responses"]["Malformed"];
            401: components["responses"]["BadCredentials"];
            403: components["responses"]["CrossOrigin"];
            408: components["responses"]["TooSlow"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooMany"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    signInByLink: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LinkSignInRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            400: components["responses"]["Malformed"];
            403: components["responses"]["BadLinkOrCrossOrigin"];
            408: components["responses"]["TooSlow"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["InvalidOrWeakPassword"];
            429: components["responses"]["TooMany"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    signOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Malformed"];
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["CrossOrigin"];
            408: components["responses"]["TooSlow"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
}
