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
    "/api/v1/branding": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Say how the company shows itself, and whether somebody answers now */
        get: operations["getBranding"];
        /** Add the next version of how the company shows itself */
        put: operations["saveBranding"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/branding/contrast": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Say whether white text on a color can be read */
        get: operations["checkContrast"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/branding/logo/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Give a logo as PNG */
        get: operations["getLogo"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/branding/versions/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show one version, such as the one that a consent names */
        get: operations["getBrandingVersion"];
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
    "/api/v1/devices/{id}/allow": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Change the lists or the policy that keep support apps from working */
        post: operations["allowOnDevice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{id}/check-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a device report to its MDM now */
        post: operations["checkInDevice"];
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
    "/api/v1/devices/{id}/help-link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Say who made the help link of a device, if it has one */
        get: operations["getHelpLink"];
        put?: never;
        /** Make the link by which the user of a device asks for help */
        post: operations["makeHelpLink"];
        /** Make the help link of a device void */
        delete: operations["revokeHelpLink"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{id}/match": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Confirm which device at TeamViewer this one is */
        put: operations["confirmMatch"];
        post?: never;
        /** Untie a device from the one at TeamViewer */
        delete: operations["removeMatch"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{id}/peers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the devices at TeamViewer that this one may be */
        get: operations["listPeers"];
        put?: never;
        post?: never;
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
    "/api/v1/devices/{id}/support-apps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Say what is known of support apps on a device */
        get: operations["getDeviceApps"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{id}/support-apps/{app}/convert": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take over an app that the user installed (iOS) */
        post: operations["convertDeviceApp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{id}/support-apps/{app}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Order an app for a device again */
        post: operations["retryDeviceApp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{id}/ways": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the ways to start a session on a device, each with what stands in it */
        get: operations["listWays"];
        put?: never;
        post?: never;
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
    "/api/v1/help-at-work": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Say what is activated, with whose account, and what is being removed */
        get: operations["getHelpAtWork"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/help-at-work/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Disconnect the company's account of a way that is off */
        delete: operations["disconnectAccount"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/help-at-work/accounts/connect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to connect the company's account (OAuth)
         * @description Needs a browser's cookie.
         */
        post: operations["connectAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/help-at-work/accounts/script-token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Connect the company's account by a script token, which is tried first */
        put: operations["useScriptToken"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/help-at-work/accounts/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Try the company's account: who it is, and its licenses */
        post: operations["testAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/help-at-work/activations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Agree to the license agreement and switch a way on */
        post: operations["activate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/help-at-work/agreement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show the license agreement */
        get: operations["getAgreement"];
        put?: never;
        /**
         * Add the next version of the license agreement
         * @description Earlier versions stay, as activations name the version that was agreed to.
         */
        post: operations["saveAgreement"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/help-at-work/mappings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List which user of the company's account each person is */
        get: operations["listMappings"];
        /** Say which user of the company's account a person is */
        put: operations["saveMapping"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/help-at-work/oauth-client": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Say how this server is registered at TeamViewer */
        get: operations["getOauthClient"];
        /** Enter the client that this server is registered as at TeamViewer */
        put: operations["saveOauthClient"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/help-at-work/removals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin to remove an activation; its sessions end at once */
        post: operations["removeActivation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/help-at-work/removals/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show how far a removal is, device by device */
        get: operations["getRemoval"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/help-at-work/removals/{id}/finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Remove the account binding, the last step; without proof of every device only with a reason */
        post: operations["finishRemoval"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/help-at-work/removals/{id}/recheck": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make the devices of a removal check in again */
        post: operations["recheckRemoval"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/help-link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Say how the help request of a link's device stands */
        get: operations["getMyHelp"];
        put?: never;
        /** Ask for help by a link; asking again is one request */
        post: operations["askByLink"];
        /** Take a help request back by a link */
        delete: operations["cancelByLink"];
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
    "/api/v1/help-requests/{id}/assign": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give a help request to somebody */
        post: operations["assignHelpRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/help-requests/{id}/call-back": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Promise to call; the user is told when */
        post: operations["callBackHelpRequest"];
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
    "/api/v1/help-requests/{id}/decline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Close a help request with an answer */
        post: operations["declineHelpRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/help-requests/{id}/helpers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List whom a help request can be given to, by name */
        get: operations["listHelpers"];
        put?: never;
        post?: never;
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
    "/api/v1/help-requests/{id}/snooze": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hide a help request from the line for a while */
        post: operations["snoozeHelpRequest"];
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
    "/api/v1/join": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Use a code that was read aloud */
        post: operations["joinByCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mdm-connections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the MDMs that manage devices, as devices are filtered by them */
        get: operations["listMdmConnections"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mdm-connections/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Change what is entered of an MDM */
        put: operations["saveMdmConnection"];
        post?: never;
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
        /** Change your name, language or client version */
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
    "/api/v1/me/teamviewer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Say in whose name your sessions are opened at TeamViewer */
        get: operations["getMyTeamViewer"];
        put?: never;
        post?: never;
        /** Disconnect your account; its token is revoked */
        delete: operations["disconnectMyTeamViewer"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/teamviewer/connect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to connect your account (OAuth)
         * @description Needs a browser's cookie.
         */
        post: operations["connectMyTeamViewer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/teamviewer/script-token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Connect your account by a script token, which is tried first */
        put: operations["useMyScriptToken"];
        post?: never;
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
    "/api/v1/owners": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the people at devices, by e-mail address, page by page */
        get: operations["listOwners"];
        put?: never;
        post?: never;
        delete?: never;
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
    "/api/v1/seats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Say how many unattended licenses there are and are held */
        get: operations["getSeats"];
        /** Enter how many unattended licenses the company has; what is held stays */
        put: operations["setSeats"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/seats/holders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the devices that hold an unattended license, page by page */
        get: operations["listSeatHolders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sending": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Say how e-mail and text messages leave */
        get: operations["getSending"];
        /** Set how e-mail and text messages leave */
        put: operations["saveSending"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sending/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send one message to try */
        post: operations["testSending"];
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
    "/api/v1/sessions/{id}/hand-over": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Leave for the provider's own client; only for the technician who started the session */
        post: operations["handOver"];
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
    "/api/v1/sessions/{id}/reach": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Try to reach the user in one way, and keep how it went */
        post: operations["reachUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{id}/reaches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the tries to reach the user, oldest first */
        get: operations["listReaches"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{id}/send-again": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Bring the session to the device again, or make a new code */
        post: operations["sendAgain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{id}/spoken-code": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a code to read aloud; an earlier one is void */
        post: operations["makeSpokenCode"];
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
    "/api/v1/support-apps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the apps of the catalog with how many devices have each */
        get: operations["listSupportApps"];
        put?: never;
        /** Add an app to the catalog */
        post: operations["createSupportApp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/support-apps/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show an app with how many devices have it */
        get: operations["getSupportApp"];
        /** Change an app */
        put: operations["saveSupportApp"];
        post?: never;
        /** Remove an app that goes to no one */
        delete: operations["removeSupportApp"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/support-apps/{id}/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the devices of which one thing is known about an app, page by page */
        get: operations["listAppDevices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/support-apps/{id}/distribution": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Say who gets an app */
        get: operations["getDistribution"];
        /** Set who gets an app; of Host each device takes a seat */
        put: operations["saveDistribution"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/support-apps/{id}/distribution/count": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Count the devices that a distribution would want, before it is saved */
        post: operations["countTargets"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/support-apps/{id}/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Say how an app is configured */
        get: operations["getKeyProfile"];
        /** Set how an app is configured */
        put: operations["saveKeyProfile"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/support-apps/{id}/keys/appconfig": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Read which keys an iOS app takes from its AppConfig XML */
        post: operations["readAppConfig"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/support-apps/{id}/keys/schema": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask an MDM which keys an Android app takes */
        post: operations["fetchSchema"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/support-apps/{id}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show the configuration that a device would get */
        get: operations["previewConfiguration"];
        put?: never;
        post?: never;
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
        Account: {
            company?: string;
            email?: string;
            id: string;
            name?: string;
        };
        AccountHealth: {
            account?: components["schemas"]["Account"];
            /** Format: date-time */
            checked_at: string;
            licenses: components["schemas"]["License"][];
            /** @description Absent: it works. */
            problem?: components["schemas"]["ProviderKind"];
        };
        AccountMapping: {
            account_id: string;
            account_name?: string;
            person_id: string;
        };
        /**
         * @description In whose name sessions are opened at TeamViewer.
         * @enum {string}
         */
        AccountState: "own" | "mapped" | "none" | "dead";
        /**
         * @description What a technician can start on a device.
         * @enum {string}
         */
        ActionName: "start_remote_control" | "start_teamviewer_remote_control" | "remote_display" | "force_check_in";
        Activate: {
            /**
             * Format: int64
             * @description The version that was read; it has to be the newest.
             */
            agreement_version: number;
            /** @description Absent for the built-in engine, which is activated for both at once. */
            mode?: components["schemas"]["Mode"];
            provider: components["schemas"]["ProviderName"];
        };
        Activation: {
            /** @description Who was connected then. */
            account?: components["schemas"]["Account"];
            /** Format: date-time */
            agreed_at?: string;
            agreed_by?: components["schemas"]["Actor"];
            /**
             * Format: int64
             * @description What was agreed to; absent for the built-in engine as it comes.
             */
            agreement_version?: number;
            id: string;
            /** @description Absent for the built-in engine. */
            mode?: components["schemas"]["Mode"];
            provider: components["schemas"]["ProviderName"];
            /** Format: date-time */
            removed_at?: string;
            removed_by?: components["schemas"]["Actor"];
            state: components["schemas"]["ActivationState"];
            /**
             * Format: int64
             * @description Rises by one with each change.
             */
            version: number;
        };
        ActivationCard: {
            /** @description The newest one; absent: it never had one. */
            activation?: components["schemas"]["Activation"];
            /** @description The company's account; absent: none is connected. */
            binding?: components["schemas"]["Binding"];
            /** @description Absent for the built-in engine. */
            mode?: components["schemas"]["Mode"];
            provider: components["schemas"]["ProviderName"];
            /** @description The removal that is under way. */
            removal?: components["schemas"]["Removal"];
            state: components["schemas"]["ActivationState"];
        };
        /**
         * @description Where an activation stands.
         * @enum {string}
         */
        ActivationState: "off" | "active" | "removing";
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
        AffectedDevice: {
            /** Format: date-time */
            at?: string;
            /** @description How it was woken: asked, policy (its MDM knows no check-in) or failed; absent: not yet. */
            check_in?: string;
            device_id: string;
            /** @description Its id, where the name is not yours to see. */
            device_name: string;
            /** @description Where that was seen. */
            evidence?: string;
            owner_name?: string;
            proof: components["schemas"]["Proof"];
        };
        Agreement: {
            /** Format: date-time */
            saved_at?: string;
            saved_by?: components["schemas"]["Actor"];
            /** @description Plain text. */
            text: components["schemas"]["ByLanguage"];
            /**
             * Format: int64
             * @description 1 is the text that comes with the product.
             */
            version: number;
        };
        Allow: {
            /**
             * @description apps: the lists of the device; capture: the policy that disables screen capture.
             * @enum {string}
             */
            what: "apps" | "capture";
        };
        Answer: {
            accepted: boolean;
            session_id: string;
        };
        App: {
            name: string;
            package: string;
            version?: string;
        };
        AppConfigXML: {
            xml: string;
        };
        AppCounts: {
            /** Format: int64 */
            absent: number;
            /** Format: int64 */
            failed: number;
            /** Format: int64 */
            installed: number;
            /** @description Of which of these there are more than counted. */
            more?: string[];
            /** Format: int64 */
            pending: number;
            /** Format: int64 */
            removed: number;
            /** Format: int64 */
            unknown: number;
        };
        AppDevice: {
            /** @description Of Host: whether somebody at the device once gave it its permission; absent: nobody can tell. */
            activated?: components["schemas"]["Known"];
            /**
             * Format: date-time
             * @description Since when that is known.
             */
            activated_at?: string;
            /** @description The source of evidence for that. */
            activated_by?: string;
            app_version?: string;
            /**
             * Format: date-time
             * @description When the state was seen.
             */
            at?: string;
            /**
             * Format: date-time
             * @description When its configuration was proven on the device.
             */
            config_at?: string;
            /** @description Absent: it is gone, or not yours to see. */
            device?: components["schemas"]["DeviceRef"];
            device_id: string;
            /** @description Where the state was seen. */
            evidence?: string;
            /** @description no: the user installed it. */
            managed?: components["schemas"]["Known"];
            /** Format: date-time */
            ordered_at?: string;
            /** @description Why the MDM did not take the order. */
            problem?: string;
            /** @description Why it failed. */
            reason?: components["schemas"]["AppReason"];
            /** @description Absent: nobody can tell. */
            state?: components["schemas"]["AppState"];
            /** @description By its distribution; absent: nothing was ordered. */
            wanted?: components["schemas"]["Install"];
            /** @description The MDM's own; show them as text only. */
            words?: string;
        };
        AppFeedback: {
            /** Format: date-time */
            at: string;
            data?: string;
            error?: boolean;
            key: string;
            message?: string;
            package: string;
        };
        /**
         * @description Why an app did not come or go.
         * @enum {string}
         */
        AppReason: "user_refused" | "management_refused" | "user_installed" | "user_removed" | "already_installed" | "store_disabled" | "store_sign_in" | "not_verified" | "not_an_app" | "not_supported" | "purchase_method" | "no_license" | "not_approved" | "incompatible" | "storage_full" | "network_failed" | "update_refused" | "hidden" | "still_there" | "bad_configuration" | "management_lost" | "other" | "unsupported_platform";
        AppRef: {
            id: string;
            name: string;
        };
        /**
         * @description What a support app is for.
         * @enum {string}
         */
        AppRole: "quicksupport" | "host" | "universal_addon" | "oem_addon" | "agent";
        /**
         * @description What is known of an app on a device; absent: nobody can tell.
         * @enum {string}
         */
        AppState: "absent" | "pending" | "installed" | "failed" | "removed";
        Ask: {
            text?: string;
        };
        AskByLink: {
            /** @description The user's words. */
            text?: string;
        };
        AssignHelp: {
            person_id: string;
        };
        AtProvider: {
            /** @description For the user, to type in. */
            code?: string;
            /**
             * Format: date-time
             * @description From a report of the connection.
             */
            connected_at?: string;
            /** @description How far the managed app configuration has come; absent: nobody brings it. */
            delivered?: components["schemas"]["Delivered"];
            /**
             * Format: date-time
             * @description From a report of the connection; absent for an ended session that was handed over: closed by us, its end not confirmed.
             */
            ended_at?: string;
            /** @description Where the last thing was seen. */
            evidence?: string;
            /**
             * Format: date-time
             * @description When the code ends.
             */
            expires_at?: string;
            /**
             * Format: date-time
             * @description When the user stopped waiting there.
             */
            gone_at?: string;
            /**
             * Format: date-time
             * @description When the technician took a link.
             */
            handed_over_at?: string;
            /**
             * Format: date-time
             * @description When it was looked at last.
             */
            looked_at?: string;
            /**
             * Format: date-time
             * @description Since when the user waits there.
             */
            online_at?: string;
            /** @description The device there that an unattended session opens. */
            peer?: string;
            /** @description The last failure there. */
            problem?: components["schemas"]["ProviderKind"];
            /** @description The provider's own name of the session. */
            reference?: string;
            /** @description For the user, to open on the device. */
            user_link?: string;
            /** @description The provider's own; show them as text only. */
            words?: string;
        };
        /**
         * @description Who gets an app.
         * @enum {string}
         */
        Audience: "no_one" | "everyone" | "custom";
        /**
         * @description What was done.
         * @enum {string}
         */
        AuditAction: "person.signed_in" | "person.sign_in_failed" | "person.signed_out" | "person.created" | "person.changed" | "person.password_set" | "person.password_link_made" | "token.created" | "token.revoked" | "group.created" | "device.imported" | "device.enrolled" | "device.enrollment_made" | "share.made" | "share.redeemed" | "session.requested" | "session.waiting" | "session.prompted" | "session.accepted" | "session.paused" | "session.resumed" | "session.control_taken_back" | "session.control_given" | "session.interrupted" | "session.rejoined" | "session.joined" | "session.left" | "session.ended" | "session.rights_lost" | "session.annotated" | "session.key_refused" | "session.input_dropped" | "help.asked" | "help.cancelled" | "help.taken" | "help.closed" | "help.reopened" | "help.assigned" | "help.declined" | "help.postponed" | "help.link_made" | "help.link_revoked" | "activation.activated" | "activation.removal_started" | "activation.removal_stepped" | "activation.removal_overridden" | "activation.removed" | "activation.agreement_saved" | "account.connected" | "account.disconnected" | "account.mapped" | "account.client_saved" | "branding.saved" | "notify.saved" | "rollout.app_saved" | "rollout.app_removed" | "rollout.distributed" | "rollout.keys_saved" | "rollout.retried" | "rollout.converted" | "rollout.lists_changed" | "device.check_in_forced" | "rollout.match_confirmed" | "rollout.match_removed" | "rollout.seats_set" | "mdm.connection_saved" | "session.handed_over" | "session.user_ready" | "session.user_gone" | "session.reached" | "session.delivered" | "session.withdrawn" | "session.end_confirmed" | "session.code_made";
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
        Binding: {
            account: components["schemas"]["Account"];
            /** Format: date-time */
            bound_at?: string;
            bound_by?: components["schemas"]["Actor"];
            /**
             * Format: date-time
             * @description When it was last proven to work.
             */
            checked_at?: string;
            /**
             * Format: date-time
             * @description When its present token ends, which is renewed before; absent: never.
             */
            expires_at?: string;
            kind: components["schemas"]["BindingKind"];
            /** @description The last failure. */
            problem?: components["schemas"]["ProviderKind"];
            state: components["schemas"]["BindingState"];
        };
        /**
         * @description How an account is connected.
         * @enum {string}
         */
        BindingKind: "oauth" | "script_token";
        /**
         * @description Whether a connected account works.
         * @enum {string}
         */
        BindingState: "works" | "dead" | "revoking";
        BrandingVersion: {
            /** @description As #rrggbb; absent: the product's own. */
            accent?: string;
            company?: string;
            /** @description An https address. */
            help_page?: string;
            /** @description Empty: nothing is said. */
            hours: components["schemas"]["OpeningHours"][];
            /**
             * Format: int64
             * @description Which logo to show, see getLogo; absent: none.
             */
            logo_version?: number;
            phone?: string;
            /** Format: date-time */
            saved_at?: string;
            saved_by?: components["schemas"]["Actor"];
            /** @description An IANA name; absent: UTC. */
            time_zone?: string;
            /**
             * Format: int64
             * @description 0 is what comes with the product.
             */
            version: number;
            words: components["schemas"]["Notices"];
        };
        ByLanguage: {
            en?: string;
            ja?: string;
        };
        CallBackHelp: {
            /** @description Shown to the user. */
            answer?: string;
            /** Format: date-time */
            at: string;
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
        /**
         * @description A way to reach the user of a session.
         * @enum {string}
         */
        Channel: "configuration" | "copied_link" | "qr_code" | "email" | "text_message" | "mdm_message" | "spoken_code";
        CheckedIn: {
            /** @description asked, or policy when its MDM knows no check-in; the proof is its next report. */
            how: string;
        };
        /**
         * @description What a technician opens a session of a provider with.
         * @enum {string}
         */
        Client: "desktop" | "web";
        CloseHelpRequest: {
            note?: string;
            /** @description resolved closes it, keep_open gives it back, escalate gives it to someone with more experience. */
            outcome: components["schemas"]["Outcome"];
        };
        CompanyScriptToken: {
            /** @description Absent for the built-in engine, which is activated for both at once. */
            mode?: components["schemas"]["Mode"];
            provider: components["schemas"]["ProviderName"];
            token: string;
        };
        ConfigurationKey: {
            name: string;
            /** @description Holds a value of a session, so that it is withdrawn at its end. */
            session?: boolean;
            /** @enum {string} */
            type: "string" | "bool" | "integer" | "choice" | "multiselect" | "hidden";
            /** @description May hold our values, as {{session_id}}. */
            value?: string;
        };
        ConfigurationProperty: {
            /** @description Of choices. */
            entries?: string[];
            key: string;
            title?: string;
            /** @enum {string} */
            type: "string" | "bool" | "integer" | "choice" | "multiselect" | "hidden";
        };
        ConfigurationSchema: {
            properties: components["schemas"]["ConfigurationProperty"][];
        };
        ConfirmMatch: {
            peer_id: string;
        };
        ConnectAccount: {
            /** @description Absent for the built-in engine, which is activated for both at once. */
            mode?: components["schemas"]["Mode"];
            provider: components["schemas"]["ProviderName"];
            /** @description The page of the console to come back to, as a path. */
            return_to: string;
        };
        ConnectMyAccount: {
            /** @description The page of the console to come back to, as a path. */
            return_to: string;
        };
        ConnectURL: {
            /** @description Works once, for this browser, for ten minutes. */
            url: string;
        };
        Contrast: {
            /**
             * Format: double
             * @description To white, 1 to 21 (WCAG 2.2).
             */
            contrast: number;
            /** @description At least 4.5. */
            enough: boolean;
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
        CurrentBranding: {
            /** @description As #rrggbb; absent: the product's own. */
            accent?: string;
            company?: string;
            /** @description An https address. */
            help_page?: string;
            /** @description Empty: nothing is said. */
            hours: components["schemas"]["OpeningHours"][];
            /**
             * Format: int64
             * @description Which logo to show, see getLogo; absent: none.
             */
            logo_version?: number;
            /** @description Somebody answers now; says nothing without hours. */
            open_now: boolean;
            /**
             * Format: date-time
             * @description When somebody answers next; absent while somebody does.
             */
            opens_at?: string;
            phone?: string;
            /** @description An IANA name; absent: UTC. */
            time_zone?: string;
            /**
             * Format: int64
             * @description 0 is what comes with the product.
             */
            version: number;
            words: components["schemas"]["Notices"];
        };
        DeclineHelp: {
            /** @description Shown to the user. */
            answer: string;
        };
        /**
         * @description How far the managed app configuration of a session has come; absent: nobody brings it.
         * @enum {string}
         */
        Delivered: "ordered" | "proven" | "failed" | "withdrawing" | "withdrawn";
        Desk: {
            hours?: components["schemas"]["OpenHours"][];
            open_now: boolean;
            /** Format: date-time */
            opens_at?: string;
            phone?: string;
            time_zone?: string;
        };
        Device: {
            /** @description What can be started here; what can never be is left out. */
            actions: components["schemas"]["DeviceAction"][];
            asset_tag?: string;
            /** @description Help@Work Available: whether a session can be had with it, as far as the device and what is set up decide; absent: not judged yet. */
            available?: components["schemas"]["Known"];
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
            /** @description The MDM connection that manages it; absent: none is joined. */
            mdm_id?: string;
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
        DeviceApp: {
            /** @description Of Host: whether somebody at the device once gave it its permission; absent: nobody can tell. */
            activated?: components["schemas"]["Known"];
            /**
             * Format: date-time
             * @description Since when that is known.
             */
            activated_at?: string;
            /** @description The source of evidence for that. */
            activated_by?: string;
            app: components["schemas"]["SupportApp"];
            app_version?: string;
            /**
             * Format: date-time
             * @description When the state was seen.
             */
            at?: string;
            /**
             * Format: date-time
             * @description When its configuration was proven on the device.
             */
            config_at?: string;
            /** @description The user installed it, it is distributed to the device, and this MDM can take it over there. */
            convertible?: boolean;
            /** @description Its distribution wants it here. */
            distributed: boolean;
            /** @description Where the state was seen. */
            evidence?: string;
            /** @description The app is for this device: its platform, maker, model and version. */
            fits: boolean;
            /** @description no: the user installed it. */
            managed?: components["schemas"]["Known"];
            /** @description What the user of this device is asked when it comes as it is wanted, as this MDM behaves; absent: no MDM brings it. */
            manner?: components["schemas"]["Manner"];
            /** @description The modes that cannot be had without it: attended, unattended. */
            needed_for: string[];
            /** Format: date-time */
            ordered_at?: string;
            /** @description Why the MDM did not take the order. */
            problem?: string;
            /** @description Why it failed. */
            reason?: components["schemas"]["AppReason"];
            /** @description Absent: nobody can tell. */
            state?: components["schemas"]["AppState"];
            /** @description By its distribution; absent: nothing was ordered. */
            wanted?: components["schemas"]["Install"];
            /** @description The MDM's own; show them as text only. */
            words?: string;
        };
        DeviceApps: {
            apps: components["schemas"]["DeviceApp"][];
            /** @description What that MDM can do. */
            capabilities?: components["schemas"]["MDMCapabilities"];
            /** @description The MDM that manages it; absent: none is joined. */
            connection?: components["schemas"]["MDMConnection"];
            /** @description What apps said to the MDM in the last 7 days, newest first. */
            feedback: components["schemas"]["AppFeedback"][];
            /** @description The device at TeamViewer that unattended sessions open. */
            match?: components["schemas"]["PeerMatch"];
            /** @description What allowOnDevice would change; with nothing in it no list and no policy is in the way. */
            missing: components["schemas"]["ListChange"];
            /** @description Absent: its MDM has said nothing. */
            posture?: components["schemas"]["DevicePosture"];
            /** @description The unattended license that it holds. */
            seat?: components["schemas"]["Seat"];
            /**
             * Format: date-time
             * @description When it left its MDM; absent while it is managed.
             */
            unenrolled_at?: string;
        };
        DeviceDetail: {
            /** @description What can be started here; what can never be is left out. */
            actions: components["schemas"]["DeviceAction"][];
            asset_tag?: string;
            /** @description Help@Work Available: whether a session can be had with it, as far as the device and what is set up decide; absent: not judged yet. */
            available?: components["schemas"]["Known"];
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
            /** @description The MDM connection that manages it; absent: none is joined. */
            mdm_id?: string;
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
        DeviceOwner: {
            department?: string;
            /**
             * Format: int64
             * @description How many in use are theirs.
             */
            devices: number;
            email: string;
            kana?: string;
            name?: string;
        };
        DevicePosture: {
            /** @description Absent: all that are not blocked. */
            allowed_apps?: string[];
            /** Format: date-time */
            at?: string;
            blocked_apps?: string[];
            /** @description Those of them without an icon. */
            hidden_apps?: string[];
            kiosk_apps?: string[];
            /** @description Whether the MDM tells of the kiosk's apps. */
            kiosk_known?: components["schemas"]["Known"];
            permitted_known?: components["schemas"]["Known"];
            /** @description Absent with permitted_known yes: all. */
            permitted_services?: string[];
            running_known?: components["schemas"]["Known"];
            /** @description Packages whose accessibility service is switched on. */
            running_services?: string[];
            screen_capture_disabled?: components["schemas"]["Known"];
            screenshots_forbidden?: components["schemas"]["Known"];
            single_app?: string;
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
        Distribution: {
            /** @description Other apps that are to start by themselves on some of the same devices: on Android 10 and later only one of those that come together does. */
            also_auto_launch?: components["schemas"]["AppRef"][];
            app_id: string;
            /** @description Start the app once where it is newly installed. */
            auto_launch?: boolean;
            /** Format: date-time */
            changed_at?: string;
            changed_by?: components["schemas"]["Actor"];
            device_ids?: string[];
            /** @description Devices that get it removed, whoever else gets it. */
            excluded?: string[];
            group_ids?: string[];
            /** @description required or available; to no one it may be left out. */
            install?: components["schemas"]["Install"];
            to: components["schemas"]["Audience"];
            /** @description Owners, by e-mail address. */
            users?: string[];
            /** Format: int64 */
            version: number;
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
        EndReason: "ended_by_technician" | "ended_by_user" | "ended_by_administrator" | "declined" | "no_answer" | "not_delivered" | "connection_lost" | "superseded" | "right_revoked" | "technician_signed_out" | "provider_failed" | "device_removed" | "code_expired" | "ended_at_provider" | "activation_removed";
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
        Fact: {
            /** @description Unverified: look before you rely on it. What is saved with another value becomes the administrator's. */
            source?: components["schemas"]["FactSource"];
            /** @description Absent: not known. */
            value?: string;
        };
        /**
         * @description Where a fact is from.
         * @enum {string}
         */
        FactSource: "documented" | "unverified" | "administrator";
        FetchSchema: {
            connection_id: string;
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
        FindingCode: "mam_only" | "platform_unsupported" | "ios_too_old" | "os_below_minimum" | "ios_no_app" | "unattended_not_on_ios" | "guest_attended_only" | "retired" | "view_only" | "work_profile" | "kiosk" | "pixel_consent" | "simulated" | "no_right_view" | "no_right_control" | "no_right_unattended" | "no_right_teamviewer" | "control_not_limited" | "device_busy" | "not_enrolled" | "never_seen" | "offline" | "mdm_silent" | "last_seen" | "screen_off" | "locked" | "secure_app" | "battery_low" | "agent_too_old" | "agent_unknown" | "codec_unknown" | "not_activated" | "being_removed" | "tier_missing" | "tier_unknown" | "seat_missing" | "account_missing" | "account_dead" | "other_provider" | "app_prompted" | "app_silent" | "app_catalog" | "app_convert" | "app_unmanaged" | "app_not_distributed" | "app_pending" | "app_failed" | "app_unknown" | "app_too_old" | "versions_differ" | "host_missing" | "host_not_activated" | "host_activation_unknown" | "host_not_matched" | "host_ambiguous" | "host_offline" | "add_on_missing" | "add_on_off" | "add_on_unknown" | "foreground" | "eula" | "no_delivery" | "no_keys" | "not_allowlisted" | "list_unknown" | "app_hidden" | "service_not_permitted" | "screen_capture_off" | "screenshots_off" | "single_app";
        Findings: {
            findings: components["schemas"]["Finding"][];
        };
        FinishRemoval: {
            /** @description Why to leave although not every device is proven; kept in the audit log with their names. */
            override_reason?: string;
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
        FrameType: "challenge" | "hello" | "welcome" | "ok" | "error" | "report" | "ask" | "cancel" | "prompted" | "answer" | "user" | "publish" | "ring" | "session" | "help" | "desk";
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
        HandOver: {
            client: components["schemas"]["Client"];
        };
        HandOverLink: {
            /** @description This technician's secret: open it at once and show it nowhere. */
            url: string;
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
        HelpAtWork: {
            cards: components["schemas"]["ActivationCard"][];
            /**
             * Format: int64
             * @description How many technicians have connected a TeamViewer account of their own.
             */
            connected_people: number;
            seats: components["schemas"]["Seats"];
        };
        Helper: {
            id: string;
            name: string;
            role: components["schemas"]["Role"];
        };
        HelpLink: {
            /** @description To be put on the device; shown only now. An earlier one of this device is void. */
            link: string;
        };
        HelpLinkState: {
            /** Format: date-time */
            created_at: string;
            created_by: components["schemas"]["Actor"];
        };
        HelpRequest: {
            /** @description What the user is told with a decline or a promise. */
            answer?: string;
            /** Format: date-time */
            asked_at: string;
            /**
             * Format: date-time
             * @description When a call was promised.
             */
            call_back_at?: string;
            /** Format: date-time */
            closed_at?: string;
            device?: components["schemas"]["DeviceRef"];
            device_id: string;
            id: string;
            note?: string;
            /** @description The last session that was started from it. */
            session_id?: string;
            /**
             * Format: date-time
             * @description Hidden from the line until then.
             */
            snoozed_until?: string;
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
            answer?: string;
            /** Format: date-time */
            call_back_at?: string;
            desk?: components["schemas"]["Desk"];
            /** Format: int64 */
            place?: number;
            request_id?: string;
            /** @enum {string} */
            state?: "open" | "taken" | "declined";
            taken_by?: string;
        };
        /**
         * @description Where a help request stands.
         * @enum {string}
         */
        HelpStateName: "open" | "taken" | "escalated" | "resolved" | "cancelled" | "declined";
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
        HintKind: "session" | "help" | "device" | "share" | "me" | "people" | "group" | "audit" | "available" | "activation" | "removal" | "support_app" | "seats" | "mdm_connection" | "account" | "branding";
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
            /** @description The MDM connection that manages it; absent keeps what is known. */
            mdm_id?: string;
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
        /**
         * @description How much an app is wanted.
         * @enum {string}
         */
        Install: "absent" | "available" | "required";
        Invited: {
            /** @description To be handed to the person; valid once, shown only now. */
            link: string;
            person: components["schemas"]["Person"];
        };
        JoinByCode: {
            /** @description Nine digits as people write them: spaces, dashes, full-width digits and words around them do not count. */
            code: string;
        };
        JoinTarget: {
            company?: string;
            /** @description The provider's page for this session. */
            link: string;
            technician_name: string;
        };
        KeyProfile: {
            app_id: string;
            keys: components["schemas"]["ConfigurationKey"][];
            /** Format: date-time */
            saved_at?: string;
            saved_by?: components["schemas"]["Actor"];
            /** @description Empty by hand. */
            schema: components["schemas"]["ConfigurationProperty"][];
            /**
             * @description Where the schema is from.
             * @enum {string}
             */
            source: "store" | "appconfig_xml" | "by_hand";
            /**
             * Format: int64
             * @description 0: nothing was saved.
             */
            version: number;
        };
        /**
         * @description A yes or no that may not be known; absent: unknown.
         * @enum {string}
         */
        Known: "yes" | "no";
        /**
         * @description A language the console speaks.
         * @enum {string}
         */
        Language: "en" | "ja";
        License: {
            active: boolean;
            /**
             * Format: int64
             * @description Absent: not told.
             */
            assigned_users?: number;
            /**
             * Format: int64
             * @description Absent: not told.
             */
            channels?: number;
            /**
             * Format: int64
             * @description Absent: not told.
             */
            managed_devices?: number;
            name: string;
            /**
             * Format: int64
             * @description Absent: not told.
             */
            seats?: number;
        };
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
        ListAccountMapping: {
            items: components["schemas"]["AccountMapping"][];
        };
        ListChange: {
            /** @description Apps that are allowed. */
            allow: string[];
            allow_screen_capture: boolean;
            /** @description Those of them that get no icon. */
            hide: string[];
            /** @description Those whose accessibility service is permitted. */
            permit: string[];
        };
        ListGroup: {
            items: components["schemas"]["Group"][];
        };
        ListHelper: {
            items: components["schemas"]["Helper"][];
        };
        ListHelpRequest: {
            items: components["schemas"]["HelpRequest"][];
        };
        ListMDMConnection: {
            items: components["schemas"]["MDMConnection"][];
        };
        ListPeer: {
            items: components["schemas"]["Peer"][];
        };
        ListPerson: {
            items: components["schemas"]["Person"][];
        };
        ListPreviewKey: {
            items: components["schemas"]["PreviewKey"][];
        };
        ListSessionWay: {
            items: components["schemas"]["SessionWay"][];
        };
        ListSupportAppDetail: {
            items: components["schemas"]["SupportAppDetail"][];
        };
        ListToken: {
            items: components["schemas"]["Token"][];
        };
        MailServer: {
            from?: string;
            /** @description Absent: no mail is sent. */
            host?: string;
            password_set: boolean;
            /** Format: int64 */
            port?: number;
            /** @description tls, starttls or none. */
            security?: string;
            user?: string;
        };
        /**
         * @description How a device is managed; it decides what can ever be done with it.
         * @enum {string}
         */
        Management: "android_device_owner" | "android_work_profile" | "android_company_work_profile" | "android_kiosk" | "android_shared_kiosk" | "ios_supervised" | "ios_shared" | "ios_device_enrollment" | "ios_user_enrollment" | "ios_mam_only" | "guest";
        /**
         * @description How a required app gets onto a device.
         * @enum {string}
         */
        Manner: "silent" | "prompted" | "catalog";
        /**
         * @description How a device was found at TeamViewer.
         * @enum {string}
         */
        MatchSource: "app_feedback" | "delivered_value" | "administrator";
        MDMCapabilities: {
            auto_launch: boolean;
            check_in: boolean;
            converts: boolean;
            lists: boolean;
            /** @description How a required app gets onto this device. */
            manner?: components["schemas"]["Manner"];
            messages: boolean;
            proves_apps: boolean;
            proves_configuration: boolean;
            proves_feedback: boolean;
            schemas: boolean;
        };
        MDMConnection: {
            /**
             * Format: int64
             * @description How many it manages; for those who may administer, in the list of MDMs.
             */
            devices?: number;
            id: string;
            kind: components["schemas"]["MDMKind"];
            name: string;
            /** @description What the company has; absent: not entered. */
            tier?: components["schemas"]["Tier"];
            /** @description What TeamViewer needs there; absent: not applicable. */
            tier_needed?: components["schemas"]["Tier"];
            /**
             * Format: int64
             * @description Rises by one with each change.
             */
            version: number;
        };
        /**
         * @description A kind of MDM.
         * @enum {string}
         */
        MDMKind: "directory" | "simulated";
        Me: {
            /** @description The request came with an API token, not with a browser's cookie. */
            by_token?: boolean;
            /** @description TeamViewer's client on your computer, as you entered it; absent: unknown. */
            client_version?: string;
            person: components["schemas"]["Person"];
            /** @description What this sign-in or token may do; everything is checked again on the server. */
            rights: components["schemas"]["Right"][];
        };
        MeChange: {
            /** @description TeamViewer's client on your computer, such as 15.60; empty: unknown. */
            client_version?: string;
            language?: components["schemas"]["Language"];
            name?: string;
        };
        /**
         * @description Which message of a data channel this is.
         * @enum {string}
         */
        MessageType: "pointer" | "wheel" | "key" | "text" | "button" | "release" | "ping" | "keyframe" | "geometry" | "heartbeat" | "screen" | "room" | "pong" | "dropped";
        MissingSeats: {
            /** Format: int64 */
            free: number;
            /** Format: int64 */
            needed: number;
        };
        /**
         * @description Whether a person at the device has to agree.
         * @enum {string}
         */
        Mode: "attended" | "unattended";
        MyHelp: {
            answer?: string;
            /** Format: date-time */
            call_back_at?: string;
            company?: string;
            hours: components["schemas"]["OpeningHours"][];
            /** @description Somebody answers now; says nothing without hours. */
            open_now: boolean;
            /** Format: date-time */
            opens_at?: string;
            phone?: string;
            /**
             * Format: int64
             * @description In the line, from 1; absent: somebody took it, or it is not open.
             */
            place?: number;
            /** @description Absent: nothing is asked. */
            state?: components["schemas"]["HelpStateName"];
            /** @description Of the hours; absent: UTC. */
            time_zone?: string;
        };
        MyScriptToken: {
            token: string;
        };
        MyTeamViewer: {
            /** @description One's own account; absent: none is connected. */
            binding?: components["schemas"]["Binding"];
            /** @description Who one is in the company's account; absent: nobody said. */
            mapping?: components["schemas"]["AccountMapping"];
            state: components["schemas"]["AccountState"];
        };
        NewAgreement: {
            text: components["schemas"]["ByLanguage"];
        };
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
            /** @description Rights of the role to withhold. */
            withheld?: components["schemas"]["Right"][];
        };
        NewShare: {
            /** @description Shown to the person at the computer. */
            reason: string;
            ticket?: string;
        };
        NewSupportApp: {
            /** @description Limits an add-on to the devices of one maker. */
            maker?: string;
            /** @description The oldest that works. */
            min_os?: components["schemas"]["Fact"];
            /** @description The oldest of the app that works. */
            min_version?: components["schemas"]["Fact"];
            /** @description Beginnings of model names; none: all of the maker. */
            models?: string[];
            name: string;
            /** @description The Android package or the iOS bundle id. */
            package?: components["schemas"]["Fact"];
            platform: components["schemas"]["Platform"];
            provider: components["schemas"]["ProviderName"];
            role: components["schemas"]["AppRole"];
            /** @description The App Store's. */
            store_id?: components["schemas"]["Fact"];
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
        Notice: {
            consent?: {
                [key: string]: string;
            };
            help_page?: string;
            privacy?: {
                [key: string]: string;
            };
        };
        Notices: {
            en?: components["schemas"]["NoticeWords"];
            ja?: components["schemas"]["NoticeWords"];
        };
        NoticeWords: {
            consent?: string;
            privacy?: string;
        };
        OAuthClient: {
            client_id?: string;
            /** @description To be entered where the client is registered. */
            redirect_url: string;
            /** @description Client id and secret are there; the secret is never shown. */
            set: boolean;
        };
        OpenHours: {
            /** Format: int64 */
            day: number;
            /** Format: int64 */
            from: number;
            /** Format: int64 */
            to: number;
        };
        OpeningHours: {
            /**
             * Format: int64
             * @description 0 is Sunday.
             */
            day: number;
            /**
             * Format: int64
             * @description Minutes after midnight.
             */
            from: number;
            /**
             * Format: int64
             * @description Minutes after midnight; later than from.
             */
            to: number;
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
        PageAppDevice: {
            items: components["schemas"]["AppDevice"][];
            /** @description The cursor of the next page; absent on the last one. */
            next?: string;
        };
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
        PageDeviceOwner: {
            items: components["schemas"]["DeviceOwner"][];
            /** @description The cursor of the next page; absent on the last one. */
            next?: string;
        };
        PageSeat: {
            items: components["schemas"]["Seat"][];
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
        Peer: {
            id: string;
            name?: string;
            online: boolean;
            reference?: string;
        };
        PeerMatch: {
            /** @description More than one device there fits: unattended sessions are blocked until an administrator confirms one. */
            ambiguous?: boolean;
            /** Format: date-time */
            at: string;
            by?: components["schemas"]["Actor"];
            /** @description As TeamViewer said last. */
            online?: components["schemas"]["Known"];
            /** Format: date-time */
            online_at?: string;
            peer_id?: string;
            source: components["schemas"]["MatchSource"];
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
            /** @description Rights of the role that this person does not have. */
            withheld: components["schemas"]["Right"][];
        };
        PersonChange: {
            all_devices?: boolean;
            /** @description True locks the person out at once: their sign-ins and sessions end. */
            disabled?: boolean;
            group_ids?: string[];
            language?: components["schemas"]["Language"];
            name?: string;
            role?: components["schemas"]["Role"];
            /** @description Rights of the role to withhold, all of them. */
            withheld?: components["schemas"]["Right"][];
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
        PreviewKey: {
            /** @description Which of our values it is made of, with spaces between. */
            from?: string;
            /** @description Is left out, as one of the values is empty. */
            missing?: boolean;
            name: string;
            /** @description Is there only while a session waits. */
            session?: boolean;
            /** @enum {string} */
            type: "string" | "bool" | "integer" | "choice" | "multiselect" | "hidden";
            /** @description Values of a session are shown by their names, as {{session_id}}. */
            value?: string;
        };
        Problem: {
            code: components["schemas"]["ProblemCode"];
            /** @description More about this one case, in English. */
            detail?: string;
            /** @description With code invalid: what is wrong, field by field. */
            errors?: components["schemas"]["FieldProblem"][];
            /** @description With code blocked: what must be removed first. */
            findings?: components["schemas"]["Finding"][];
            /** @description With code provider_refused. */
            provider?: components["schemas"]["ProviderProblem"];
            /** @description Finds the request in the server's log. */
            request_id: string;
            /** @description With code not_enough_seats. */
            seats?: components["schemas"]["MissingSeats"];
            /** @description With code message_refused. */
            sending?: components["schemas"]["SendingProblem"];
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
        ProblemCode: "already_active" | "already_taken" | "ambiguous_match" | "bad_code" | "bad_credentials" | "bad_cursor" | "bad_key" | "bad_link" | "bad_offer" | "bad_state" | "bad_token" | "being_removed" | "blocked" | "built_in" | "changed" | "cross_origin" | "device_busy" | "email_taken" | "forbidden" | "group_exists" | "help_closed" | "in_use" | "internal" | "invalid" | "last_administrator" | "malformed" | "mdm_cannot" | "message_refused" | "method_not_allowed" | "no_binding" | "no_key_profile" | "no_mdm" | "no_oauth_client" | "no_package" | "no_peers" | "no_provider" | "no_schema" | "no_way" | "not_activated" | "not_active" | "not_distributed" | "not_enough_seats" | "not_found" | "not_proven" | "not_ready" | "not_set_up" | "not_signed_in" | "not_yours" | "old_agreement" | "provider_refused" | "serial_taken" | "session_ended" | "too_large" | "too_late" | "too_many" | "too_often" | "too_slow" | "unavailable" | "unknown_group" | "unsupported_media_type" | "weak_password" | "wrong_host" | "wrong_state" | "wrong_step";
        /**
         * @description What is known of a device in a removal.
         * @enum {string}
         */
        Proof: "gone" | "unenrolled" | "present" | "unknown";
        ProofCounts: {
            /** Format: int64 */
            gone: number;
            /** Format: int64 */
            present: number;
            /** Format: int64 */
            unenrolled: number;
            /** Format: int64 */
            unknown: number;
        };
        /**
         * @description What went wrong at a provider.
         * @enum {string}
         */
        ProviderKind: "token_dead" | "not_allowed" | "missing" | "invalid" | "rate_limited" | "unavailable" | "unreadable" | "no_account" | "not_matched" | "bad_client" | "access_denied";
        /**
         * @description A way to share a screen.
         * @enum {string}
         */
        ProviderName: "builtin" | "teamviewer";
        ProviderProblem: {
            kind: components["schemas"]["ProviderKind"];
            /** @description The provider's own; show them as text only. */
            words?: string;
        };
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
        Reach: {
            /** Format: date-time */
            at: string;
            channel: components["schemas"]["Channel"];
            id: string;
            outcome: components["schemas"]["ReachOutcome"];
            /** @description Why it failed: no_way (not set up, or the user has no such address) or refused (the other side said no or did not answer). */
            problem?: string;
            /** @description Where it went, shortened. */
            to?: string;
        };
        Reaches: {
            items: components["schemas"]["Reach"][];
            /** @description What can reach the user now; the others are not set up, or the user has no such address. */
            ways: components["schemas"]["Channel"][];
        };
        /**
         * @description What came of a try to reach the user.
         * @enum {string}
         */
        ReachOutcome: "begun" | "sent" | "proven" | "failed" | "shown";
        ReachUser: {
            channel: components["schemas"]["Channel"];
        };
        RedeemShare: {
            /** @description Nine digits as people write them: spaces, dashes, full-width digits and words around them do not count. */
            code: string;
        };
        Refusal: {
            code: string;
            detail?: string;
        };
        ReleasedAccount: {
            account_name?: string;
            kind: components["schemas"]["BindingKind"];
            /** @description Whose own it is; absent: the company's. */
            person_id?: string;
            person_name?: string;
            state: components["schemas"]["ReleaseState"];
        };
        /**
         * @description How far an account is that a removal takes away.
         * @enum {string}
         */
        ReleaseState: "waits" | "begun" | "revoked" | "kept" | "forgotten";
        /**
         * @description The action that removes a finding.
         * @enum {string}
         */
        Remedy: "enroll_device" | "open_agent" | "update_agent" | "use_attended" | "ask_admin" | "join_or_replace" | "wake_device" | "charge_device" | "activate" | "raise_tier" | "distribute" | "retry_install" | "convert_app" | "check_in" | "allow_apps" | "allow_capture" | "confirm_match" | "activate_host" | "set_seats" | "connect_teamviewer" | "map_keys" | "reach_user" | "update_client" | "switch_on_service" | "use_other" | "update_os" | "change_policy";
        Removal: {
            /** Format: date-time */
            done_at?: string;
            id: string;
            /** @description The technicians' own accounts stay connected. */
            keep_accounts?: boolean;
            /** @description Absent for the built-in engine. */
            mode?: components["schemas"]["Mode"];
            /** Format: date-time */
            override_at?: string;
            /** @description Who left before every device was proven. */
            override_by?: components["schemas"]["Actor"];
            override_reason?: string;
            provider: components["schemas"]["ProviderName"];
            /** Format: date-time */
            started_at: string;
            started_by?: components["schemas"]["Actor"];
            step: components["schemas"]["RemovalStep"];
            /**
             * Format: date-time
             * @description When the present step began.
             */
            step_at?: string;
            /** @description The devices that were not proven then, by name; at most 500 of unproven_count; absent for who sees some groups only. */
            unproven?: string[];
            /** Format: int64 */
            unproven_count?: number;
            /**
             * Format: int64
             * @description Rises by one with each change.
             */
            version: number;
        };
        RemovalDetail: {
            /** @description The accounts that the last step takes away; empty before it. */
            accounts: components["schemas"]["ReleasedAccount"][];
            affected: components["schemas"]["AffectedDevice"][];
            /** @description Every device is proven. */
            can_finish: boolean;
            /**
             * Format: int64
             * @description How many session codes are still to be closed at TeamViewer before the accounts are taken away, for an hour at most.
             */
            closing?: number;
            /** @description Of all affected devices. */
            counts: components["schemas"]["ProofCounts"];
            /** Format: date-time */
            done_at?: string;
            id: string;
            /** @description The technicians' own accounts stay connected. */
            keep_accounts?: boolean;
            /** @description Absent for the built-in engine. */
            mode?: components["schemas"]["Mode"];
            /** @description The cursor of the next devices; absent on the last page. */
            next?: string;
            /** Format: date-time */
            override_at?: string;
            /** @description Who left before every device was proven. */
            override_by?: components["schemas"]["Actor"];
            override_reason?: string;
            provider: components["schemas"]["ProviderName"];
            /** Format: date-time */
            started_at: string;
            started_by?: components["schemas"]["Actor"];
            step: components["schemas"]["RemovalStep"];
            /**
             * Format: date-time
             * @description When the present step began.
             */
            step_at?: string;
            /** @description The devices that were not proven then, by name; at most 500 of unproven_count; absent for who sees some groups only. */
            unproven?: string[];
            /** Format: int64 */
            unproven_count?: number;
            /**
             * Format: int64
             * @description Rises by one with each change.
             */
            version: number;
        };
        /**
         * @description Where a removal stands; the order is fixed.
         * @enum {string}
         */
        RemovalStep: "sessions" | "undistribute" | "check_in" | "proof" | "unbind" | "done";
        RemoveActivation: {
            /** @description Leave the technicians' own accounts connected. Else they are disconnected in the last step, unless another way of TeamViewer is active then. */
            keep_accounts?: boolean;
            /** @description Absent for the built-in engine, which is activated for both at once. */
            mode?: components["schemas"]["Mode"];
            provider: components["schemas"]["ProviderName"];
        };
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
        Right: "view" | "control" | "unattended" | "start_teamviewer_session" | "force_check_in" | "administer";
        Ring: {
            accepted?: boolean;
            /** Format: date-time */
            answer_by: string;
            company?: string;
            key: string;
            mode: components["schemas"]["Mode"];
            notice?: components["schemas"]["Notice"];
            /** Format: int64 */
            notice_version?: number;
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
        SaveBranding: {
            /** @description As #rrggbb, with a contrast of at least 4.5 to white. */
            accent?: string;
            /**
             * Format: int64
             * @description The version that was changed; someone else's save in between is code changed.
             */
            base: number;
            company?: string;
            help_page?: string;
            hours?: components["schemas"]["OpeningHours"][];
            /** @description A PNG of at most 256 KB and 1024 x 1024 pixels in base64; empty removes it, absent keeps it. */
            logo?: string;
            phone?: string;
            time_zone?: string;
            words?: components["schemas"]["Notices"];
        };
        SaveDistribution: {
            /** @description Start the app once where it is newly installed. */
            auto_launch?: boolean;
            device_ids?: string[];
            /** @description Devices that get it removed, whoever else gets it. */
            excluded?: string[];
            group_ids?: string[];
            /** @description required or available; to no one it may be left out. */
            install?: components["schemas"]["Install"];
            to: components["schemas"]["Audience"];
            /** @description Owners, by e-mail address. */
            users?: string[];
            /**
             * Format: int64
             * @description The version that was changed.
             */
            version: number;
        };
        SaveKeyProfile: {
            keys: components["schemas"]["ConfigurationKey"][];
            /** @description Empty by hand. */
            schema: components["schemas"]["ConfigurationProperty"][];
            /**
             * @description Where the schema is from.
             * @enum {string}
             */
            source: "store" | "appconfig_xml" | "by_hand";
            /**
             * Format: int64
             * @description The version that was changed.
             */
            version: number;
        };
        SaveMailServer: {
            from?: string;
            host?: string;
            /** @description Absent keeps it, empty removes it. */
            password?: string;
            /** Format: int64 */
            port?: number;
            /**
             * @description tls from the start, starttls required, or none (to this computer only).
             * @enum {string}
             */
            security?: "tls" | "starttls" | "none";
            /** @description Empty: no authentication. */
            user?: string;
        };
        SaveMapping: {
            /** @description Empty takes the mapping away. */
            account_id: string;
            account_name?: string;
            person_id: string;
        };
        SaveMDMConnection: {
            name: string;
            tier?: components["schemas"]["Tier"];
            /** @description Absent: not applicable. */
            tier_needed?: components["schemas"]["Tier"];
            /**
             * Format: int64
             * @description The version that was changed.
             */
            version: number;
        };
        SaveOAuthClient: {
            client_id: string;
            /** @description Absent keeps the one there is, as long as the client id stays. */
            client_secret?: string;
        };
        SaveSending: {
            mail?: components["schemas"]["SaveMailServer"];
            text?: components["schemas"]["SaveTextGateway"];
            /**
             * Format: int64
             * @description The version that was changed.
             */
            version: number;
        };
        SaveSupportApp: {
            /** @description Limits an add-on to the devices of one maker. */
            maker?: string;
            /** @description The oldest that works. */
            min_os?: components["schemas"]["Fact"];
            /** @description The oldest of the app that works. */
            min_version?: components["schemas"]["Fact"];
            /** @description Beginnings of model names; none: all of the maker. */
            models?: string[];
            name: string;
            /** @description The Android package or the iOS bundle id. */
            package?: components["schemas"]["Fact"];
            /** @description The App Store's. */
            store_id?: components["schemas"]["Fact"];
            /**
             * Format: int64
             * @description The version that was changed.
             */
            version: number;
        };
        SaveTextGateway: {
            body?: string;
            /** @enum {string} */
            content_type?: "application/json" | "application/x-www-form-urlencoded";
            /** @description The name of the header that carries the secret. */
            header?: string;
            /** @enum {string} */
            method?: "GET" | "POST";
            /** @description The header's value; absent keeps it, empty removes it. */
            secret?: string;
            /** @description https; it and body may hold {{to}} and {{text}}. */
            url?: string;
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
        Seat: {
            device_id: string;
            /** @description Absent: it is gone, or not yours to see. */
            device_name?: string;
            /**
             * Format: date-time
             * @description When the removal was confirmed; absent: it is held.
             */
            freed_at?: string;
            /** @description Host is no longer distributed to it and not proven gone. */
            leaving?: boolean;
            /** Format: date-time */
            taken_at: string;
        };
        Seats: {
            /**
             * Format: int64
             * @description By distribution of Host, used or not.
             */
            held: number;
            /**
             * Format: int64
             * @description Those of held whose Host is not proven gone yet.
             */
            leaving: number;
            /**
             * Format: int64
             * @description As the administrator entered; 0 allows none.
             */
            total: number;
        };
        SendAgain: {
            /** @description Make a new code; otherwise the one there is is taken away first, and sent again with the proof of that. */
            new_code?: boolean;
        };
        Sending: {
            mail: components["schemas"]["MailServer"];
            text: components["schemas"]["TextGateway"];
            /** Format: int64 */
            version: number;
        };
        /**
         * @description A way a message leaves.
         * @enum {string}
         */
        SendingChannel: "mail" | "text";
        /**
         * @description Why a message was not sent.
         * @enum {string}
         */
        SendingKind: "not_set" | "refused" | "unreachable" | "auth";
        SendingProblem: {
            kind: components["schemas"]["SendingKind"];
            /** @description The other side's own; show them as text only. */
            words?: string;
        };
        Session: {
            /** Format: date-time */
            accepted_at?: string;
            /** @description What a provider outside of this server tells of it. */
            at_provider?: components["schemas"]["AtProvider"];
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
            /**
             * Format: int64
             * @description Which version of the company's words the user was shown, see getBrandingVersion.
             */
            notice_version?: number;
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
        SessionStateName: "requested" | "waiting" | "user_ready" | "handed_over" | "active" | "interrupted" | "ended";
        SessionSummary: {
            id: string;
            mode: components["schemas"]["Mode"];
            /** Format: date-time */
            requested_at: string;
            state: components["schemas"]["SessionStateName"];
            technician_id: string;
            technician_name: string;
        };
        SessionWay: {
            blocked: boolean;
            findings: components["schemas"]["Finding"][];
            mode: components["schemas"]["Mode"];
            provider: string;
        };
        SetSeats: {
            /** Format: int64 */
            total: number;
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
        SnoozeHelp: {
            /** Format: date-time */
            until: string;
        };
        SpokenCode: {
            /** @description Nine digits; works once; selects the session and proves nothing. */
            code: string;
            /** Format: date-time */
            expires_at: string;
            /** @description Where the user types it in. */
            page: string;
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
        SupportApp: {
            /** @description Comes with the product: it can be changed and not removed. */
            built_in: boolean;
            id: string;
            /** @description Limits an add-on to the devices of one maker. */
            maker?: string;
            /** @description The oldest that works. */
            min_os?: components["schemas"]["Fact"];
            /** @description The oldest of the app that works. */
            min_version?: components["schemas"]["Fact"];
            /** @description Beginnings of model names; none: all of the maker. */
            models?: string[];
            name: string;
            /** @description The Android package or the iOS bundle id. */
            package?: components["schemas"]["Fact"];
            platform: components["schemas"]["Platform"];
            provider: components["schemas"]["ProviderName"];
            role: components["schemas"]["AppRole"];
            /** @description The App Store's. */
            store_id?: components["schemas"]["Fact"];
            /**
             * Format: int64
             * @description Rises by one with each change.
             */
            version: number;
        };
        SupportAppDetail: {
            /** @description Comes with the product: it can be changed and not removed. */
            built_in: boolean;
            /** @description Of devices, by what is known of the app there. */
            counts: components["schemas"]["AppCounts"];
            id: string;
            /** @description Limits an add-on to the devices of one maker. */
            maker?: string;
            /** @description The oldest that works. */
            min_os?: components["schemas"]["Fact"];
            /** @description The oldest of the app that works. */
            min_version?: components["schemas"]["Fact"];
            /** @description Beginnings of model names; none: all of the maker. */
            models?: string[];
            name: string;
            /** @description The Android package or the iOS bundle id. */
            package?: components["schemas"]["Fact"];
            platform: components["schemas"]["Platform"];
            provider: components["schemas"]["ProviderName"];
            role: components["schemas"]["AppRole"];
            /** @description The App Store's. */
            store_id?: components["schemas"]["Fact"];
            /**
             * Format: int64
             * @description Rises by one with each change.
             */
            version: number;
        };
        TargetCount: {
            /** @description Other apps that are to start by themselves on some of the same devices: on Android 10 and later only one of those that come together does. */
            also_auto_launch?: components["schemas"]["AppRef"][];
            /** Format: int64 */
            devices: number;
            /**
             * Format: int64
             * @description How many of them are managed by an MDM that is joined; the others are reached by links only.
             */
            managed: number;
            /** @description The users that it names. One without devices is nobody's address yet, and counts as soon as a device is theirs. */
            users: components["schemas"]["DeviceOwner"][];
        };
        Technician: {
            name: string;
            role: components["schemas"]["Role"];
        };
        TestMessage: {
            channel: components["schemas"]["SendingChannel"];
            /** @description An e-mail address or a phone number. */
            to: string;
        };
        TextGateway: {
            body?: string;
            content_type?: string;
            header?: string;
            method?: string;
            secret_set: boolean;
            /** @description Absent: no text messages are sent. */
            url?: string;
        };
        /**
         * @description A level of license of an MDM, lowest first.
         * @enum {string}
         */
        Tier: "silver" | "gold" | "platinum";
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
        WayIn: {
            /** @description Absent for the built-in engine, which is activated for both at once. */
            mode?: components["schemas"]["Mode"];
            provider: components["schemas"]["ProviderName"];
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
         * @description `already_active`: This is activated already.
         *     `being_removed`: Its removal is under way.
         *     `no_binding`: No account is connected.
         */
        AlreadyActiveOrBeingRemovedOrNoBinding: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description `already_active`: This is activated already.
         *     `being_removed`: Its removal is under way.
         *     `no_binding`: No account is connected.
         *     `old_agreement`: The license agreement has a newer version.
         */
        AlreadyActiveOrBeingRemovedOrNoBindingOrOldAgreement: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
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
        /** @description `ambiguous_match`: More than one device there fits. */
        AmbiguousMatch: {
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
        /** @description `being_removed`: Its removal is under way. */
        BeingRemoved: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description `being_removed`: Its removal is under way.
         *     `no_oauth_client`: Client id and secret for OAuth are not set.
         *     `not_active`: This is not activated.
         */
        BeingRemovedOrNoOauthClientOrNotActive: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description `being_removed`: Its removal is under way.
         *     `not_active`: This is not activated.
         */
        BeingRemovedOrNotActive: {
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
        /**
         * @description `built_in`: An app that comes with the product stays.
         *     `in_use`: An app that is distributed stays.
         */
        BuiltInOrInUse: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `changed`: Someone else saved in between: look at what is there now. */
        Changed: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description `changed`: Someone else saved in between: look at what is there now.
         *     `no_package`: The app's package or bundle id is not known.
         *     `not_activated`: The provider of this app is not activated.
         *     `not_enough_seats`: There are not enough unattended licenses; seats says how many.
         */
        ChangedOrNoPackageOrNotActivatedOrNotEnoughSeats: {
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
        /**
         * @description `cross_origin`: Requests from other sites are refused.
         *     `forbidden`: The right for this is missing.
         *     `not_yours`: Only the technician who started the session can do this.
         */
        CrossOriginOrForbiddenOrNotYours: {
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
        /**
         * @description `mdm_cannot`: This MDM cannot do that.
         *     `no_mdm`: No MDM is joined that manages this device.
         */
        MdmCannotOrNoMdm: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description `mdm_cannot`: This MDM cannot do that.
         *     `no_mdm`: No MDM is joined that manages this device.
         *     `no_package`: The app's package or bundle id is not known.
         *     `not_activated`: The provider of this app is not activated.
         *     `not_distributed`: The app is not distributed to this device.
         */
        MdmCannotOrNoMdmOrNoPackageOrNotActivatedOrNotDistributed: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description `mdm_cannot`: This MDM cannot do that.
         *     `no_package`: The app's package or bundle id is not known.
         *     `no_schema`: The keys of this app are not known there.
         */
        MdmCannotOrNoPackageOrNoSchema: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `message_refused`: The message was not sent; sending says why. */
        MessageRefused: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `no_binding`: No account is connected. */
        NoBinding: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `no_key_profile`: The app has no keys for our values. */
        NoKeyProfile: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description `no_mdm`: No MDM is joined that manages this device.
         *     `no_package`: The app's package or bundle id is not known.
         *     `not_activated`: The provider of this app is not activated.
         *     `not_distributed`: The app is not distributed to this device.
         */
        NoMdmOrNoPackageOrNotActivatedOrNotDistributed: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `no_oauth_client`: Client id and secret for OAuth are not set. */
        NoOauthClient: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `no_peers`: No account is connected that may list devices at the provider. */
        NoPeers: {
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
        /**
         * @description `not_proven`: Not every device is proven to be free of it.
         *     `wrong_step`: The removal is at another step.
         */
        NotProvenOrWrongStep: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `not_set_up`: This way of sending is not set up. */
        NotSetUp: {
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
        /**
         * @description `no_way`: This way is not set up, or the user has no such address.
         *     `not_ready`: The provider has not opened the session yet.
         *     `session_ended`: The session has ended.
         */
        NoWayOrNotReadyOrSessionEnded: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description `no_way`: This way is not set up, or the user has no such address.
         *     `not_ready`: The provider has not opened the session yet.
         *     `session_ended`: The session has ended.
         *     `wrong_state`: The session is not in a state that allows this.
         */
        NoWayOrNotReadyOrSessionEndedOrWrongState: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `provider_refused`: The provider refused or failed; provider says how. */
        ProviderRefused: {
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
        /**
         * @description `too_many`: Too many attempts; try again later.
         *     `too_often`: This was done for the session as often as is allowed.
         */
        TooManyOrTooOften: {
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
        /** @description `wrong_step`: The removal is at another step. */
        WrongStep: {
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
    getBranding: {
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
                    "application/json": components["schemas"]["CurrentBranding"];
                };
            };
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooMany"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    saveBranding: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SaveBranding"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BrandingVersion"];
                };
            };
            400: components["responses"]["Malformed"];
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["CrossOriginOrForbidden"];
            408: components["responses"]["TooSlow"];
            409: components["responses"]["Changed"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    checkContrast: {
        parameters: {
            query: {
                /** @description As #rrggbb. */
                color: string;
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
                    "application/json": components["schemas"]["Contrast"];
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
    getLogo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                version: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The picture; it never changes under its address. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/png": string;
                };
            };
            404: components["responses"]["NotFound"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooMany"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getBrandingVersion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                version: number;
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
                    "application/json": components["schemas"]["BrandingVersion"];
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
    listDevices: {
        parameters: {
            query?: {
                /** @description Help@Work Available. */
                available?: components["schemas"]["Known"];
                /** @description From next of the page before. */
                cursor?: string;
                /** @description The id of a device group. */
                group?: string;
                /** @description Only devices with an open session. */
                in_session?: boolean;
                lifecycle?: components["schemas"]["Lifecycle"];
                limit?: number;
                management?: components["schemas"]["Management"];
                /** @description The id of an MDM connection. */
                mdm?: string;
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
    allowOnDevice: {
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
                "application/json": components["schemas"]["Allow"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListChange"];
                };
            };
            400: components["responses"]["Malformed"];
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["CrossOriginOrForbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["TooSlow"];
            409: components["responses"]["MdmCannotOrNoMdm"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    checkInDevice: {
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
                    "application/json": components["schemas"]["CheckedIn"];
                };
            };
            400: components["responses"]["Malformed"];
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["CrossOriginOrForbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["TooSlow"];
            409: components["responses"]["MdmCannotOrNoMdm"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
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
    getHelpLink: {
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
                    "application/json": components["schemas"]["HelpLinkState"];
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
    makeHelpLink: {
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
                    "application/json": components["schemas"]["HelpLink"];
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
    revokeHelpLink: {
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
    confirmMatch: {
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
                "application/json": components["schemas"]["ConfirmMatch"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PeerMatch"];
                };
            };
            400: components["responses"]["Malformed"];
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["CrossOriginOrForbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["TooSlow"];
            409: components["responses"]["AmbiguousMatch"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            500: components["responses"]["Internal"];
            502: components["responses"]["ProviderRefused"];
            503: components["responses"]["Unavailable"];
        };
    };
    removeMatch: {
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
    listPeers: {
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
                    "application/json": components["schemas"]["ListPeer"];
                };
            };
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["NoPeers"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            500: components["responses"]["Internal"];
            502: components["responses"]["ProviderRefused"];
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
    getDeviceApps: {
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
                    "application/json": components["schemas"]["DeviceApps"];
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
    convertDeviceApp: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                app: string;
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
            400: components["responses"]["Malformed"];
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["CrossOriginOrForbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["TooSlow"];
            409: components["responses"]["MdmCannotOrNoMdmOrNoPackageOrNotActivatedOrNotDistributed"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    retryDeviceApp: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                app: string;
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
            400: components["responses"]["Malformed"];
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["CrossOriginOrForbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["TooSlow"];
            409: components["responses"]["NoMdmOrNoPackageOrNotActivatedOrNotDistributed"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listWays: {
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
                    "application/json": components["schemas"]["ListSessionWay"];
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
    countDevices: {
        parameters: {
            query?: {
                /** @description Help@Work Available. */
                available?: components["schemas"]["Known"];
                /** @description The id of a device group. */
                group?: string;
                /** @description Only devices with an open session. */
                in_session?: boolean;
                lifecycle?: components["schemas"]["Lifecycle"];
                management?: components["schemas"]["Management"];
                /** @description The id of an MDM connection. */
                mdm?: string;
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
    getHelpAtWork: {
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
                    "application/json": components["schemas"]["HelpAtWork"];
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
    disconnectAccount: {
        parameters: {
            query: {
                mode?: components["schemas"]["Mode"];
                provider: components["schemas"]["ProviderName"];
            };
            header?: never;
            path?: never;
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
            409: components["responses"]["AlreadyActiveOrBeingRemovedOrNoBinding"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    connectAccount: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConnectAccount"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectURL"];
                };
            };
            400: components["responses"]["Malformed"];
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["CrossOriginOrForbidden"];
            408: components["responses"]["TooSlow"];
            409: components["responses"]["BeingRemovedOrNoOauthClientOrNotActive"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    useScriptToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CompanyScriptToken"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Binding"];
                };
            };
            400: components["responses"]["Malformed"];
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["CrossOriginOrForbidden"];
            408: components["responses"]["TooSlow"];
            409: components["responses"]["BeingRemoved"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooMany"];
            500: components["responses"]["Internal"];
            502: components["responses"]["ProviderRefused"];
            503: components["responses"]["Unavailable"];
        };
    };
    testAccount: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WayIn"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountHealth"];
                };
            };
            400: components["responses"]["Malformed"];
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["CrossOriginOrForbidden"];
            408: components["responses"]["TooSlow"];
            409: components["responses"]["NoBinding"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooMany"];
            500: components["responses"]["Internal"];
            502: components["responses"]["ProviderRefused"];
            503: components["responses"]["Unavailable"];
        };
    };
    activate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Activate"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Activation"];
                };
            };
            400: components["responses"]["Malformed"];
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["CrossOriginOrForbidden"];
            408: components["responses"]["TooSlow"];
            409: components["responses"]["AlreadyActiveOrBeingRemovedOrNoBindingOrOldAgreement"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            500: components["responses"]["Internal"];
            502: components["responses"]["ProviderRefused"];
            503: components["responses"]["Unavailable"];
        };
    };
    getAgreement: {
        parameters: {
            query?: {
                /** @description Absent: the newest. */
                version?: number;
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
                    "application/json": components["schemas"]["Agreement"];
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
    saveAgreement: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewAgreement"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Agreement"];
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
    listMappings: {
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
                    "application/json": components["schemas"]["ListAccountMapping"];
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
    saveMapping: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SaveMapping"];
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
    getOauthClient: {
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
                    "application/json": components["schemas"]["OAuthClient"];
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
    saveOauthClient: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SaveOAuthClient"];
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
    removeActivation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RemoveActivation"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Removal"];
                };
            };
            400: components["responses"]["Malformed"];
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["CrossOriginOrForbidden"];
            408: components["responses"]["TooSlow"];
            409: components["responses"]["BeingRemovedOrNotActive"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getRemoval: {
        parameters: {
            query?: {
                /** @description From next of the page before. */
                cursor?: string;
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
                    "application/json": components["schemas"]["RemovalDetail"];
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
    finishRemoval: {
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
                "application/json": components["schemas"]["FinishRemoval"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Removal"];
                };
            };
            400: components["responses"]["Malformed"];
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["CrossOriginOrForbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["TooSlow"];
            409: components["responses"]["NotProvenOrWrongStep"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    recheckRemoval: {
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
            400: components["responses"]["Malformed"];
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["CrossOriginOrForbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["TooSlow"];
            409: components["responses"]["WrongStep"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getMyHelp: {
        parameters: {
            query?: never;
            header: {
                "X-Help-Token": string;
            };
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
                    "application/json": components["schemas"]["MyHelp"];
                };
            };
            404: components["responses"]["NotFound"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooMany"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    askByLink: {
        parameters: {
            query?: never;
            header: {
                "X-Help-Token": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AskByLink"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MyHelp"];
                };
            };
            400: components["responses"]["Malformed"];
            403: components["responses"]["CrossOrigin"];
            404: components["responses"]["NotFound"];
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
    cancelByLink: {
        parameters: {
            query?: never;
            header: {
                "X-Help-Token": string;
            };
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
                    "application/json": components["schemas"]["MyHelp"];
                };
            };
            403: components["responses"]["CrossOrigin"];
            404: components["responses"]["NotFound"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooMany"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listHelpRequests: {
        parameters: {
            query?: {
                /** @description Also those that are hidden for a while. */
                snoozed?: boolean;
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
    assignHelpRequest: {
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
                "application/json": components["schemas"]["AssignHelp"];
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
    callBackHelpRequest: {
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
                "application/json": components["schemas"]["CallBackHelp"];
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
            409: components["responses"]["AlreadyTakenOrHelpClosed"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
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
    declineHelpRequest: {
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
                "application/json": components["schemas"]["DeclineHelp"];
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
    listHelpers: {
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
                    "application/json": components["schemas"]["ListHelper"];
                };
            };
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["HelpClosed"];
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
    snoozeHelpRequest: {
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
                "application/json": components["schemas"]["SnoozeHelp"];
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
    joinByCode: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JoinByCode"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JoinTarget"];
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
    listMdmConnections: {
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
                    "application/json": components["schemas"]["ListMDMConnection"];
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
    saveMdmConnection: {
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
                "application/json": components["schemas"]["SaveMDMConnection"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MDMConnection"];
                };
            };
            400: components["responses"]["Malformed"];
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["CrossOriginOrForbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["TooSlow"];
            409: components["responses"]["Changed"];
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
    getMyTeamViewer: {
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
                    "application/json": components["schemas"]["MyTeamViewer"];
                };
            };
            401: components["responses"]["NotSignedIn"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    disconnectMyTeamViewer: {
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
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["CrossOriginOrForbidden"];
            409: components["responses"]["NoBinding"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    connectMyTeamViewer: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConnectMyAccount"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectURL"];
                };
            };
            400: components["responses"]["Malformed"];
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["CrossOriginOrForbidden"];
            408: components["responses"]["TooSlow"];
            409: components["responses"]["NoOauthClient"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    useMyScriptToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MyScriptToken"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Binding"];
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
            502: components["responses"]["ProviderRefused"];
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
    listOwners: {
        parameters: {
            query?: {
                /** @description From next of the page before. */
                cursor?: string;
                limit?: number;
                /** @description Words, each of which is in the name, its reading, the address or the department. */
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
                    "application/json": components["schemas"]["PageDeviceOwner"];
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
    getSeats: {
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
                    "application/json": components["schemas"]["Seats"];
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
    setSeats: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetSeats"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Seats"];
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
    listSeatHolders: {
        parameters: {
            query?: {
                /** @description From next of the page before. */
                cursor?: string;
                limit?: number;
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
                    "application/json": components["schemas"]["PageSeat"];
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
    getSending: {
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
                    "application/json": components["schemas"]["Sending"];
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
    saveSending: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SaveSending"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sending"];
                };
            };
            400: components["responses"]["Malformed"];
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["CrossOriginOrForbidden"];
            408: components["responses"]["TooSlow"];
            409: components["responses"]["Changed"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    testSending: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TestMessage"];
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
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["CrossOriginOrForbidden"];
            408: components["responses"]["TooSlow"];
            409: components["responses"]["NotSetUp"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooMany"];
            500: components["responses"]["Internal"];
            502: components["responses"]["MessageRefused"];
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
    handOver: {
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
                "application/json": components["schemas"]["HandOver"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Cache-Control"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HandOverLink"];
                };
            };
            400: components["responses"]["Malformed"];
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["CrossOriginOrForbiddenOrNotYours"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["TooSlow"];
            409: components["responses"]["NoWayOrNotReadyOrSessionEndedOrWrongState"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooMany"];
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
    reachUser: {
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
                "application/json": components["schemas"]["ReachUser"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reach"];
                };
            };
            400: components["responses"]["Malformed"];
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["CrossOriginOrForbiddenOrNotYours"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["TooSlow"];
            409: components["responses"]["NoWayOrNotReadyOrSessionEnded"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyOrTooOften"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listReaches: {
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
                    "application/json": components["schemas"]["Reaches"];
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
    sendAgain: {
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
                "application/json": components["schemas"]["SendAgain"];
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
            403: components["responses"]["CrossOriginOrForbiddenOrNotYours"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["TooSlow"];
            409: components["responses"]["NoWayOrNotReadyOrSessionEndedOrWrongState"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyOrTooOften"];
            500: components["responses"]["Internal"];
            502: components["responses"]["ProviderRefused"];
            503: components["responses"]["Unavailable"];
        };
    };
    makeSpokenCode: {
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
                    "application/json": components["schemas"]["SpokenCode"];
                };
            };
            400: components["responses"]["Malformed"];
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["CrossOriginOrForbiddenOrNotYours"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["TooSlow"];
            409: components["responses"]["NoWayOrNotReadyOrSessionEnded"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["TooManyOrTooOften"];
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
    listSupportApps: {
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
                    "application/json": components["schemas"]["ListSupportAppDetail"];
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
    createSupportApp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSupportApp"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SupportApp"];
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
    getSupportApp: {
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
                    "application/json": components["schemas"]["SupportAppDetail"];
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
    saveSupportApp: {
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
                "application/json": components["schemas"]["SaveSupportApp"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SupportApp"];
                };
            };
            400: components["responses"]["Malformed"];
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["CrossOriginOrForbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["TooSlow"];
            409: components["responses"]["Changed"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    removeSupportApp: {
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
            409: components["responses"]["BuiltInOrInUse"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listAppDevices: {
        parameters: {
            query?: {
                /** @description From next of the page before. */
                cursor?: string;
                limit?: number;
                /** @description What is known of the app there. */
                state?: "unknown" | "absent" | "pending" | "installed" | "failed" | "removed";
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
                    "application/json": components["schemas"]["PageAppDevice"];
                };
            };
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["BadCursorOrInvalid"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getDistribution: {
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
                    "application/json": components["schemas"]["Distribution"];
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
    saveDistribution: {
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
                "application/json": components["schemas"]["SaveDistribution"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Distribution"];
                };
            };
            400: components["responses"]["Malformed"];
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["CrossOriginOrForbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["TooSlow"];
            409: components["responses"]["ChangedOrNoPackageOrNotActivatedOrNotEnoughSeats"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    countTargets: {
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
                "application/json": components["schemas"]["SaveDistribution"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TargetCount"];
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
    getKeyProfile: {
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
                    "application/json": components["schemas"]["KeyProfile"];
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
    saveKeyProfile: {
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
                "application/json": components["schemas"]["SaveKeyProfile"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyProfile"];
                };
            };
            400: components["responses"]["Malformed"];
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["CrossOriginOrForbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["TooSlow"];
            409: components["responses"]["Changed"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    readAppConfig: {
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
                "application/json": components["schemas"]["AppConfigXML"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfigurationSchema"];
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
    fetchSchema: {
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
                "application/json": components["schemas"]["FetchSchema"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfigurationSchema"];
                };
            };
            400: components["responses"]["Malformed"];
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["CrossOriginOrForbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["TooSlow"];
            409: components["responses"]["MdmCannotOrNoPackageOrNoSchema"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    previewConfiguration: {
        parameters: {
            query: {
                /** @description A device's id. */
                device: string;
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
                    "application/json": components["schemas"]["ListPreviewKey"];
                };
            };
            401: components["responses"]["NotSignedIn"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["NoKeyProfile"];
            421: components["responses"]["WrongHost"];
            422: components["responses"]["Invalid"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
}
